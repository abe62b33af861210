// The manifest against the whole definition that the operator's own API comes with, closed for fields that it does not have: a cluster
// would drop those without a word.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { contentOf, readZip } from '../jar/zip.ts';
import { missingForFlink } from '../testing/flink-cluster.ts';
import { flinkDeployment } from './flink-deployment.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

const DEFINITION = 'META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml';

interface CustomResourceDefinition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
  };
}

function definition(): object {
  const brought = spawnSync(process.execPath, [path.resolve('scripts/flink.mjs'), 'operator'], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (brought.status !== 0) throw new Error(brought.stderr);
  const jar = brought.stdout.trim();
  const entry = readZip(readFileSync(jar), jar).find(({ name }) => name === DEFINITION);
  if (entry === undefined) throw new Error(`${jar} has no ${DEFINITION}`);
  const crd = parse(contentOf(entry).toString('utf8')) as CustomResourceDefinition;
  const version = crd.spec.versions.find(({ name }) => name === 'v1beta1');
  if (version === undefined) throw new Error('no v1beta1');
  return version.schema.openAPIV3Schema;
}

/** Objects with named properties take no others; `metadata` is every resource's own. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !key.startsWith('x-kubernetes-'))
      .map(([key, value]) => [key, closed(value)]),
  );
  return 'properties' in inner && typeof inner['properties'] === 'object'
    ? { ...inner, additionalProperties: false }
    : inner;
}

test.skipIf(missingForFlink().length > 0)(
  'the manifest keeps to the whole definition of FlinkDeployment',
  () => {
    const whole = closed(definition()) as { properties: Record<string, unknown> };
    const open = { type: 'object' };
    const schema = z.fromJSONSchema({
      ...whole,
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        ...whole.properties,
        metadata: open,
      },
    } as Schema);
    const made = flinkDeployment({
      document: 'source: {}\n',
      name: 'Orders',
      parallelism: 2,
      cdcVersion: '3.6.0',
    });
    const resources = parseAllDocuments(made).map((one) => one.toJS() as Record<string, unknown>);
    const deployment = resources.find(({ kind }) => kind === 'FlinkDeployment') as {
      readonly spec: Record<string, unknown>;
    };
    expect(schema.safeParse(deployment).error?.issues ?? []).toEqual([]);
    // It does find what is wrong.
    const wrong = [{ flinkVersion: 'v9' }, { jobb: {} }, { job: { parallelism: 'two' } }];
    expect(
      wrong.filter(
        (more) => schema.safeParse({ ...deployment, spec: { ...deployment.spec, ...more } }).success,
      ),
    ).toEqual([]);
  },
);
