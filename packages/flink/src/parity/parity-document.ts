// The document of a comparison: the tables and rules of a pipeline, read once, into the values sink.
import { TailraceError } from '@tailrace/core/diagnostics';
import {
  applyTextEdits,
  insertEntry,
  parseYaml,
  removeEntry,
  setValue,
  type Path,
  type TextEdit,
} from '@tailrace/core/yaml';

export interface ParityDocuments {
  /** For the embedded engine: its values sink prints nothing by itself. */
  readonly here: string;
  /** For Flink CDC, whose values sink prints to standard output of the task manager. */
  readonly onFlink: string;
}

/**
 * References stay as they are. A PostgreSQL source gets a slot of its own, so that the one of the pipeline is not touched, and loses the
 * switch for changes of columns: tables that are read once have none, and Flink CDC 3.5 refuses it.
 * @throws TailraceError `parity-impossible` where the text cannot be edited so
 */
export function parityDocuments(text: string): ParityDocuments {
  const read = set(text, ['source', 'scan.startup.mode'], 'snapshot');
  const apart =
    parseYaml(read).scalarText(['source', 'type'])?.trim() === 'postgres'
      ? without(set(read, ['source', 'slot.name'], 'tailrace_parity'), ['source', 'schema-change.enabled'])
      : read;
  const named = set(apart, ['pipeline', 'name'], 'Tailrace parity');
  return {
    here: set(withSink(named, false), ['pipeline', 'execution.runtime-mode'], 'BATCH'),
    onFlink: withSink(named, true),
  };
}

function withSink(text: string, prints: boolean): string {
  const sinkless = change(text, removeEntry(parseYaml(text), ['sink']));
  const value = { type: 'values', 'print.enabled': prints };
  return change(sinkless, insertEntry(parseYaml(sinkless), [], { key: 'sink', value }));
}

function without(text: string, path: readonly [string, string]): string {
  const yaml = parseYaml(text);
  return yaml.nodeAt(path) === undefined ? text : change(text, removeEntry(yaml, path));
}

function set(text: string, path: readonly [string, string], value: string): string {
  const yaml = parseYaml(text);
  if (yaml.nodeAt(path) !== undefined) return change(text, setValue(yaml, path, value));
  const [section, key] = path;
  const parent: Path = [section];
  return yaml.nodeAt(parent) === undefined
    ? change(text, insertEntry(yaml, [], { key: section, value: { [key]: value } }))
    : change(text, insertEntry(yaml, parent, { key, value }));
}

type Outcome =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly diagnostic?: { readonly message: string } };

function change(text: string, outcome: Outcome): string {
  if (outcome.ok) return applyTextEdits(text, outcome.edits);
  throw new TailraceError(
    'parity-impossible',
    `The document cannot be turned into one that only reads: ${outcome.diagnostic?.message ?? 'it cannot be edited'}`,
  );
}
