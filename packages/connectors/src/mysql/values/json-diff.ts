// Changes within a JSON document (PARTIAL_UPDATE_ROWS, binlog_row_value_options=PARTIAL_JSON): an operation, a path and, but for remove, a
// value, each; applied one after the other to the document of the before image.
import { ByteReader } from '../binlog/byte-reader.ts';
import { unreadable } from '../binlog/unreadable.ts';
import { readJsonDocument, type JsonNode } from './json-document.ts';

export type JsonDiff =
  | { readonly op: 'replace' | 'insert'; readonly path: string; readonly value: JsonNode }
  | { readonly op: 'remove'; readonly path: string };

export function readJsonDiffs(buffer: Buffer, at: number, length: number): readonly JsonDiff[] {
  const reader = new ByteReader(buffer, at, at + length);
  const diffs: JsonDiff[] = [];
  while (reader.left > 0) {
    const code = reader.u8();
    const op = (['replace', 'insert', 'remove'] as const)[code];
    if (op === undefined) throw unreadable(`the operation ${code} on a JSON document`);
    const path = reader.lenencBytes().toString('utf8');
    if (op === 'remove') {
      diffs.push({ op, path });
      continue;
    }
    const size = reader.lenenc();
    const start = reader.skip(size);
    diffs.push({ op, path, value: readJsonDocument(buffer, start, start + size) });
  }
  return diffs;
}

/** The document after the changes; the one given is not touched. */
export function applyJsonDiffs(document: JsonNode, diffs: readonly JsonDiff[]): JsonNode {
  return diffs.reduce((before, diff) => applyAt(before, parsePath(diff.path), diff), document);
}

type Step = string | number;

function applyAt(node: JsonNode, [step, ...rest]: readonly Step[], diff: JsonDiff): JsonNode {
  if (step === undefined) {
    if (diff.op !== 'replace') throw misfit(diff);
    return diff.value;
  }
  if (typeof step === 'number') return inArray(node, { step, rest }, diff);
  return inObject(node, { step, rest }, diff);
}

function inArray(
  node: JsonNode,
  { step, rest }: { readonly step: number; readonly rest: readonly Step[] },
  diff: JsonDiff,
): JsonNode {
  if (!Array.isArray(node)) {
    // A path may take a scalar for an array of one (MySQL, "Searching and Modifying JSON Values").
    if (step === 0 && diff.op !== 'remove') return applyAt(node, rest, diff);
    throw misfit(diff);
  }
  if (rest.length === 0 && diff.op === 'insert')
    return node.toSpliced(Math.min(step, node.length), 0, diff.value);
  const found = node[step];
  if (found === undefined) throw misfit(diff);
  if (rest.length === 0 && diff.op === 'remove') return node.toSpliced(step, 1);
  return node.with(step, applyAt(found, rest, diff));
}

function inObject(
  node: JsonNode,
  { step, rest }: { readonly step: string; readonly rest: readonly Step[] },
  diff: JsonDiff,
): JsonNode {
  if (!(node instanceof Map)) throw misfit(diff);
  const found = node.get(step);
  const changed = new Map(node);
  if (rest.length === 0 && diff.op === 'insert') {
    changed.set(step, diff.value);
    return new Map([...changed].toSorted(([a], [b]) => compareNames(a, b)));
  }
  if (found === undefined) throw misfit(diff);
  if (rest.length === 0 && diff.op === 'remove') changed.delete(step);
  else changed.set(step, applyAt(found, rest, diff));
  return changed;
}

/** The order of members in a stored object. */
function compareNames(a: string, b: string): number {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length - right.length || left.compare(right);
}

const misfit = (diff: JsonDiff): Error =>
  unreadable(`the change "${diff.op} ${diff.path}" does not fit the JSON document before it`);

const STEP = /\.(?:"((?:[^"\\]|\\.)*)"|([^."[\]\s]+))|\[(\d+)\]/uy;

/** `$.a."b c"[3]`; only such paths are written to the log, no wildcards. */
function parsePath(path: string): readonly Step[] {
  if (!path.startsWith('$')) throw unreadable(`the JSON path ${path}`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) throw unreadable(`the JSON path ${path}`);
    const [, quoted, plain, index] = match;
    if (quoted !== undefined) steps.push(JSON.parse(`"${quoted}"`) as string);
    else steps.push(plain ?? Number(index));
  }
  return steps;
}
