// What a list of connectors shows, without the descriptors: these are long, and the browser's first picture does not wait for them.
import { CONNECTOR_HEADS } from './heads.generated.ts';

export interface ConnectorHead {
  readonly role: 'source' | 'sink';
  readonly type: string;
  readonly title: string;
  readonly summary: string;
  readonly glyph: string;
  readonly engines: readonly ('embedded' | 'flink')[];
}

/** In the order of `connectorCatalog`. */
export const connectorHeads: readonly ConnectorHead[] = CONNECTOR_HEADS;

export function findHead(role: 'source' | 'sink', type: string): ConnectorHead | undefined {
  return connectorHeads.find((head) => head.role === role && head.type === type);
}
