import type { DocumentSnapshot } from '../document/index.ts';
import { setValue } from '../yaml/index.ts';
import type { EditOutcome, YamlValue } from '../yaml/index.ts';
import { addSection, whenSound } from './sections.ts';

export interface NewConnector {
  readonly type: string;
  /** What stands below `type`, e.g. a descriptor's example. */
  readonly options: Readonly<Record<string, YamlValue>>;
}

/** Makes this the source; another one that stood there goes, with its options. */
export function setSource(snapshot: DocumentSnapshot, connector: NewConnector): EditOutcome {
  return setConnector(snapshot, 'source', connector);
}

/** Makes this the sink; another one that stood there goes, with its options. */
export function setSink(snapshot: DocumentSnapshot, connector: NewConnector): EditOutcome {
  return setConnector(snapshot, 'sink', connector);
}

function setConnector(
  snapshot: DocumentSnapshot,
  role: 'source' | 'sink',
  { type, options }: NewConnector,
): EditOutcome {
  const value = { type, ...options };
  return whenSound(snapshot, (yaml) =>
    yaml.keyRange([role]) === undefined ? addSection(yaml, role, value) : setValue(yaml, [role], value),
  );
}
