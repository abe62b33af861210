import type { ClusterAccess, JarPlace } from '@tailrace/server/router';

/** How one signs in to a cluster, in words. */
export function accessWords(access: ClusterAccess): string {
  switch (access.kind) {
    case 'none':
      return 'no sign-in';
    case 'basic':
      return `signed in as ${access.user}`;
    case 'headers':
      return access.names.length === 1
        ? `signed in by the header ${access.names[0] ?? ''}`
        : `signed in by the headers ${access.names.join(', ')}`;
  }
}

/** Where the jars of Flink CDC lie, in words. */
export function jarWords(jars: JarPlace): string {
  switch (jars.kind) {
    case 'folder':
      return `jars in ${jars.path}`;
    case 'home':
      return jars.path === undefined ? 'jars of FLINK_CDC_HOME' : `jars of ${jars.path}`;
    case 'cluster':
      return "jars in the cluster's lib";
  }
}
