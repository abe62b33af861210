// What no edit may do: change a text that does not parse, or a place that other places share through anchors, aliases or merge keys;
// and what every edit must prove before it is handed out: the text still parses, and the place reads as intended.
import { locate } from '../locate.ts';
import { reparseYaml } from '../parse-yaml.ts';
import type { YamlNode } from '../syntax-tree.ts';
import type { Path, TextEdit, TextRange } from '../text-edit.ts';
import type { YamlDocument } from '../yaml-document.ts';
import { done, refuse } from './edit-outcome.ts';
import type { EditOutcome, EditRefusal } from './edit-outcome.ts';

/** A refusal if the entry at `path` (or the way to it) must not be touched; paths that lead nowhere are judged as far as they lead. */
export function guardPath(document: YamlDocument, path: Path): EditRefusal | undefined {
  const [error] = document.errors;
  if (error !== undefined) {
    return refuse('edit-broken-text', `The text has to be mended first: ${error.message}`, error.range);
  }
  for (let length = 0; length <= path.length; length += 1) {
    const found = locate(document.root, path.slice(0, length));
    if (found === undefined) return undefined;
    const { node, base } = found;
    const range = { start: base + node.outerStart, end: base + node.end };
    const reason = length === path.length ? sharedBelow(node) : sharedHere(node);
    if (reason !== undefined) return refuse('edit-linked', reason, range);
  }
  return undefined;
}

function sharedHere(node: YamlNode): string | undefined {
  if (node.kind === 'alias') {
    return `This value is *${node.name}, written elsewhere; change it in the text, or replace the alias by a value of its own.`;
  }
  if (node.anchor !== undefined) {
    return `This value is anchored as &${node.anchor} and may be used elsewhere; change it in the text.`;
  }
  if (node.kind === 'mapping' && node.entries.some((entry) => entry.name === '<<')) {
    return 'This mapping merges another one (<<); change it in the text.';
  }
  return undefined;
}

function sharedBelow(node: YamlNode): string | undefined {
  const here = sharedHere(node);
  if (here !== undefined || node.kind === 'scalar' || node.kind === 'alias') return here;
  const children = node.kind === 'mapping' ? node.entries : node.items;
  for (const { value } of children) {
    const below = sharedBelow(value);
    if (below !== undefined) return below;
  }
  return undefined;
}

const readings = new WeakMap<
  readonly TextEdit[],
  { readonly before: YamlDocument; readonly after: YamlDocument }
>();

/** The document after the edits; read once for the proof and for whoever applies them. */
export function readEdited(before: YamlDocument, edits: readonly TextEdit[]): YamlDocument {
  const known = readings.get(edits);
  if (known?.before === before) return known.after;
  const after = reparseYaml(before, edits);
  readings.set(edits, { before, after });
  return after;
}

/** Hands the edits out if the text still parses and `isAsMeant`; the last fence, for notations nobody thought of. */
export function proven(
  document: YamlDocument,
  edits: readonly TextEdit[],
  { isAsMeant, range }: { readonly isAsMeant: (after: YamlDocument) => boolean; readonly range: TextRange },
): EditOutcome {
  if (edits.length === 0) return done(edits);
  const after = readEdited(document, edits);
  if (after.errors.length === 0 && isAsMeant(after)) return done(edits);
  return refuse(
    'edit-notation',
    'This place is written in a notation that cannot be edited from here; change it in the text.',
    range,
  );
}
