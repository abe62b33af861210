// The manifest for Flink's Kubernetes operator: a FlinkDeployment in application mode that runs Flink CDC's command line in the cluster
// itself (Flink CDC documentation, "Deployment: Kubernetes, operator"), and the document beside it as a Secret.

export interface DeploymentOptions {
  /** The document as Flink CDC accepts it, with placeholders where secrets go. */
  readonly document: string;
  /** `pipeline.name`; the resources are called after it. */
  readonly name: string;
  readonly parallelism: number;
  /** Release of Flink CDC in the image, `3.6.0`. */
  readonly cdcVersion: string;
  /** Default `flink-cdc-pipeline:VERSION`, as the documentation builds it: Flink, Flink CDC's dist and the connectors in /opt/flink/lib. */
  readonly image?: string;
}

/** Two YAML documents. What stands as `${NAME}` in them has to be filled in (envsubst) before they are applied. */
export function flinkDeployment(options: DeploymentOptions): string {
  const name = resourceName(options.name);
  const { cdcVersion, parallelism } = options;
  const image = options.image ?? `flink-cdc-pipeline:${cdcVersion}`;
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}-pipeline
stringData:
  pipeline.yaml: |2
${indented(options.document)}---
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata:
  name: ${name}
spec:
  image: ${JSON.stringify(image)}
  imagePullPolicy: IfNotPresent
  flinkVersion: v1_20
  serviceAccount: flink
  flinkConfiguration:
    # Flink CDC and its connectors lie in the lib folder of the image.
    classloader.resolve-order: parent-first
    execution.checkpointing.interval: 10 s
    # Folders that outlive the pods: an object store, a shared volume.
    state.checkpoints.dir: \${FLINK_CHECKPOINTS}
    state.savepoints.dir: \${FLINK_SAVEPOINTS}
    taskmanager.numberOfTaskSlots: "${parallelism}"
  jobManager:
    replicas: 1
    resource:
      cpu: 1
      memory: 2048m
  taskManager:
    resource:
      cpu: 1
      memory: 2048m
  podTemplate:
    apiVersion: v1
    kind: Pod
    spec:
      containers:
        # The operator knows its container by this name.
        - name: flink-main-container
          volumeMounts:
            - name: pipeline
              mountPath: /opt/flink/pipeline
              readOnly: true
      volumes:
        - name: pipeline
          secret:
            secretName: ${name}-pipeline
  job:
    jarURI: local:///opt/flink/lib/flink-cdc-dist-${cdcVersion}.jar
    entryClass: org.apache.flink.cdc.cli.CliFrontend
    args:
      # The cluster that runs this class is the one that the pipeline runs on.
      - --use-mini-cluster
      - /opt/flink/pipeline/pipeline.yaml
    parallelism: ${parallelism}
    state: running
    upgradeMode: savepoint
`;
}

/** A DNS label (RFC 1123) of at most 45 characters, which the operator allows for a FlinkDeployment. */
export function resourceName(name: string): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 45)
    .replaceAll(/^[-0-9]+|-+$/g, '');
  return label === '' ? 'pipeline' : label;
}

const indented = (text: string): string =>
  `${text.replace(/\n*$/, '')}\n`
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
