// The list of connectors as something to look up in.
import type { ConnectorCatalog, ConnectorDescriptor, OptionSpec } from './descriptor.ts';

/** Makes a catalog of descriptors. Throws where two have the same role and type: one of them could never be found. */
export function createCatalog(connectors: readonly ConnectorDescriptor[]): ConnectorCatalog {
  const byKey = new Map<string, ConnectorDescriptor>();
  for (const connector of connectors) {
    const key = `${connector.role} ${connector.type}`;
    if (byKey.has(key)) throw new Error(`internal: two descriptors for ${key}`);
    byKey.set(key, connector);
  }
  return { connectors, find: (role, type) => byKey.get(`${role} ${type}`) };
}

/** The option that a key of the YAML belongs to: the one of that name, else the longest prefix family. */
export function findOption(descriptor: ConnectorDescriptor, key: string): OptionSpec | undefined {
  let family: OptionSpec | undefined;
  for (const option of descriptor.options) {
    if (option.prefix !== true && option.key === key) return option;
    if (option.prefix !== true || !key.startsWith(option.key) || key.length === option.key.length) continue;
    if (family === undefined || option.key.length > family.key.length) family = option;
  }
  return family;
}
