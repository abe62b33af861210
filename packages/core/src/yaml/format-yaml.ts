// The usual layout of a document: two blanks of indentation, lists indented, one empty line between sections. Comments, quotes, the
// lines of block scalars and the order of keys stay. What it means must not change: a result that reads otherwise is thrown away.
import { isMap, isNode, parseDocument, Scalar, visit } from 'yaml';
import type { Document } from 'yaml';

/** Stands at the beginning of a folded scalar while it is printed as a literal one; nobody has it in a document. */
const MARK = '\uE000';

/** The text in its usual layout, or undefined where it is no YAML, or would mean something else. */
export function formatYaml(text: string): string | undefined {
  // The printer knows only line feeds, and would leave the other half of CRLF in comments.
  const formatted = formatLines(text.replaceAll('\r\n', '\n'));
  return text.includes('\r\n') ? formatted?.replaceAll('\n', '\r\n') : formatted;
}

function formatLines(text: string): string | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || text.includes(MARK)) return undefined;
  if (document.contents === null) return text;
  const before = JSON.stringify(document.toJS());
  keepFoldedLines(document, text);
  spaceSections(document);
  const printed = document.toString({ lineWidth: 0, indent: 2, flowCollectionPadding: false });
  const formatted = printed.replaceAll(new RegExp(`\\|([+-]?)(.*\\n\\s*)${MARK}`, 'gu'), '>$1$2');
  const again = parseDocument(formatted, { prettyErrors: false });
  if (again.errors.length > 0 || JSON.stringify(again.toJS()) !== before) return undefined;
  return formatted;
}

/** The printer would put a folded text on one line; as a literal one it keeps the lines that it was written in. */
function keepFoldedLines(document: Document, text: string): void {
  visit(document, {
    Scalar: (_key, node) => {
      if (node.type !== Scalar.BLOCK_FOLDED || node.range === undefined || node.range === null) return;
      const [header = '', ...lines] = text.slice(node.range[0], node.range[1]).split(/\r?\n/u);
      const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/u));
      const indent = Math.min(...indents);
      const content = lines
        .map((line) => line.slice(indent))
        .join('\n')
        .trimEnd();
      const tail = header.includes('-')
        ? ''
        : header.includes('+')
          ? /\n*$/u.exec(lines.join('\n'))?.[0]
          : '\n';
      node.type = Scalar.BLOCK_LITERAL;
      node.value = `${MARK}${content}${tail ?? ''}`;
    },
  });
}

/** An empty line before each section but the first. */
function spaceSections({ contents }: Document): void {
  if (!isMap(contents)) return;
  for (const [at, { key }] of contents.items.entries()) {
    if (isNode(key)) key.spaceBefore = at > 0;
  }
}
