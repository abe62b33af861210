// One entry of `transform`.
import { suggest, type Diagnostic } from '../diagnostics/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import type { DeclaredNames } from './declared-names.ts';
import type { DeepChecks } from './deep-checks.ts';
import { finding } from './finding.ts';
import { TRANSFORM_KEYS } from './grammar.ts';
import type { TransformRule } from './pipeline-def.ts';
import { readRule } from './rule.ts';
import { commaList } from './yaml-access.ts';

export interface TransformContext {
  readonly declared: DeclaredNames;
  readonly checks: DeepChecks | undefined;
}

/**
 * Reads the transform at a path such as ["transform", 0]. Of the rest of the document it depends on what readDeclaredNames gives alone. The rule is there whatever is wrong with it.
 */
export function parseTransformRule(
  yaml: YamlDocument,
  path: Path,
  { declared, checks }: TransformContext,
): { readonly rule: TransformRule; readonly diagnostics: readonly Diagnostic[] } {
  const { texts, diagnostics } = readRule(yaml, path, TRANSFORM_KEYS);
  const found = [...diagnostics];
  const { 'source-table': sourceTable = '', projection, filter, description } = texts;
  const primaryKeys = commaList(texts['primary-keys'] ?? '');
  const partitionKeys = commaList(texts['partition-keys'] ?? '');
  const tableOptions = readTableOptions(yaml, path, texts, found);
  const converter = readConverter(yaml, path, texts['converter-after-transform'], found);
  const rule: TransformRule = {
    path,
    sourceTable,
    ...(projection === undefined || projection.trim() === '' ? {} : { projection }),
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    ...(primaryKeys.length === 0 ? {} : { primaryKeys }),
    ...(partitionKeys.length === 0 ? {} : { partitionKeys }),
    ...(tableOptions === undefined ? {} : { tableOptions }),
    ...(converter === undefined ? {} : { converter }),
    ...(description === undefined ? {} : { description }),
  };
  return { rule, diagnostics: [...found, ...(checks?.transform(yaml, rule, declared) ?? [])] };
}

/** `k=v` items; only the first equals sign of an item parts key and value. */
function readTableOptions(
  yaml: YamlDocument,
  path: Path,
  texts: Readonly<Record<string, string>>,
  found: Diagnostic[],
): Readonly<Record<string, string>> | undefined {
  const text = texts['table-options'];
  if (text === undefined || text.trim() === '') return undefined;
  const delimiter = texts['table-options.delimiter'] ?? ',';
  const options: Record<string, string> = {};
  let at = 0;
  for (const item of delimiter === '' ? [text] : text.split(delimiter)) {
    const equals = item.indexOf('=');
    if (equals > 0) options[item.slice(0, equals).trim()] = item.slice(equals + 1).trim();
    else if (item.trim() !== '') {
      const optionPath = [...path, 'table-options'];
      const range = yaml.scalarRange(optionPath, at, at + item.length);
      found.push(
        finding(yaml, 'invalid-table-option', optionPath, {
          message: `"${item.trim()}" in table-options is no key=value. Items are parted by "${delimiter}"; table-options.delimiter changes that.`,
          ...(range === undefined ? {} : { at: range }),
        }),
      );
    }
    at += item.length + delimiter.length;
  }
  return options;
}

function readConverter(
  yaml: YamlDocument,
  path: Path,
  text: string | undefined,
  found: Diagnostic[],
): 'SOFT_DELETE' | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (text === 'SOFT_DELETE') return 'SOFT_DELETE';
  const suggestion = suggest(text, ['SOFT_DELETE']);
  found.push(
    finding(yaml, 'unknown-converter', [...path, 'converter-after-transform'], {
      message: `There is no converter "${text}". SOFT_DELETE is the only one, in capitals.`,
      suggestion,
    }),
  );
  return undefined;
}
