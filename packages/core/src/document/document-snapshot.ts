import type { Diagnostic } from '../diagnostics/index.ts';
import type { PipelineDef } from '../pipeline/index.ts';
import type { TextEdit, YamlDocument } from '../yaml/index.ts';

/** An id that a source, a rule or a sink keeps while it is edited, moved, or others are inserted beside it. */
export type NodeId = string & { readonly __nodeId: unique symbol };

/** One state of the document and all that follows from its text. Immutable; parts that did not change keep their identity (===). */
export interface DocumentSnapshot {
  readonly text: string;
  /** Grows by one with each applied change. */
  readonly version: number;
  /** The tree of the current text, or of the last text that parsed. */
  readonly yaml: YamlDocument;
  /** The tree of the current text, whatever its errors: what completion finds its way in. */
  readonly current: YamlDocument;
  /** The model of the current text, or of the last text that parsed. */
  readonly pipeline: PipelineDef;
  /** True while the text does not parse: `yaml`, `pipeline` and `ids` then belong to an older text, and canvas edits wait. */
  readonly stale: boolean;
  /** Findings in the order of the text. While stale: only those about the syntax. */
  readonly diagnostics: readonly Diagnostic[];
  readonly ids: DocumentIds;
}

export interface DocumentIds {
  readonly source?: NodeId;
  readonly sink?: NodeId;
  readonly transforms: readonly NodeId[];
  readonly routes: readonly NodeId[];
}

/** Who made a change; listeners filter on it. */
export type EditOrigin = 'editor' | 'canvas' | 'inspector' | 'history' | 'load';

export interface AppliedEdits {
  readonly snapshot: DocumentSnapshot;
  /** Takes the new text back to the old one. */
  readonly inverse: readonly TextEdit[];
}
