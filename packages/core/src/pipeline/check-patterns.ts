// The two languages of patterns, checked where they stand: selectors (sources, transforms) and route patterns.
import type { ConnectorDescriptor, OptionSpec } from '../descriptor/index.ts';
import type { Diagnostic, Fix } from '../diagnostics/index.ts';
import { compileRoute } from '../routing/index.ts';
import { compileSelector } from '../table/index.ts';
import type { Path, YamlDocument } from '../yaml/index.ts';
import { finding } from './finding.ts';
import { findWordsInBrackets, isPlainName, splitPattern, writeOutRepetitions } from './pattern-text.ts';
import type { RouteRule, SourceDef } from './pipeline-def.ts';
import { findReferences } from './references.ts';

/** The options of a source that hold selectors (`tables`, `tables.exclude`). */
export function checkSelectorOptions(
  yaml: YamlDocument,
  descriptor: ConnectorDescriptor,
  def: SourceDef,
): readonly Diagnostic[] {
  return descriptor.options.flatMap((spec) => {
    const text = def.options[spec.key];
    if (spec.syntax !== 'selectors' || text === undefined || findReferences(text).length > 0) return [];
    const path = [descriptor.role, spec.key];
    const faults = checkSelector(yaml, path, text);
    return faults.some((fault) => fault.severity === 'error')
      ? faults
      : [...faults, ...checkParts(yaml, path, spec, text)];
  });
}

/** A selector at a path: its faults, and what it says other than it looks. */
export function checkSelector(yaml: YamlDocument, path: Path, text: string): readonly Diagnostic[] {
  const compiled = compileSelector(text);
  if (compiled.ok) return checkBrackets(yaml, path, text);
  return [
    finding(yaml, 'invalid-selector', path, {
      message: `The pattern cannot be read. ${compiled.message}.`,
      ...placed(yaml, path, compiled.start, compiled.end),
      fixes: repetitionFix(yaml, path, text),
    }),
  ];
}

/** The two fields of a route. */
export function checkRoute(yaml: YamlDocument, rule: RouteRule): readonly Diagnostic[] {
  if (rule.sourceTable.trim() === '' || rule.sinkTable.trim() === '') return [];
  const path = [...rule.path, 'source-table'];
  const compiled = compileRoute(rule);
  if (!compiled.ok) {
    const fieldPath = [...rule.path, compiled.field];
    const fixes = compiled.field === 'source-table' ? repetitionFix(yaml, path, rule.sourceTable) : [];
    const what = compiled.field === 'source-table' ? 'The pattern' : 'The sink table';
    return [
      finding(yaml, compiled.code, fieldPath, {
        message: `${what} cannot be read. ${compiled.message}.`,
        fixes,
      }),
    ];
  }
  const brackets = checkBrackets(yaml, path, rule.sourceTable);
  return [...brackets, ...checkSinkTable(yaml, rule), ...checkRewriting(yaml, rule)];
}

function checkSinkTable(yaml: YamlDocument, rule: RouteRule): readonly Diagnostic[] {
  const path = [...rule.path, 'sink-table'];
  const parts = rule.sinkTable.trim().split('.');
  const symbol = rule.replaceSymbol;
  if (parts.length > 3 || parts.some((part) => part.trim() === '')) {
    const message = `"${rule.sinkTable}" is no table: one to three names joined by dots.`;
    return [finding(yaml, 'invalid-route-target', path, { message })];
  }
  if (symbol === undefined || symbol === '' || rule.sinkTable.includes(symbol)) return [];
  const message = `The replace-symbol ${symbol} does not occur in sink-table ${rule.sinkTable}, so every table of the pattern goes to that one.`;
  return [finding(yaml, 'option-without-effect', [...rule.path, 'replace-symbol'], { message })];
}

/** Flink CDC puts targets together by replacing what it finds in the name, which need not be the whole of it. */
function checkRewriting(yaml: YamlDocument, rule: RouteRule): readonly Diagnostic[] {
  if (rule.replaceSymbol !== undefined && rule.replaceSymbol !== '') return [];
  const path = [...rule.path, 'source-table'];
  const warn = (message: string, fixes: readonly Fix[] = []) => [
    finding(yaml, 'route-pattern-rewrites', path, { message, fixes }),
  ];
  const pieces = splitPattern(rule.sourceTable, ',');
  const empty = pieces.find((piece) => piece.text === '\\.*');
  if (empty !== undefined) {
    const range = yaml.scalarRange(path, empty.start, empty.start + empty.text.length);
    const fixes = range === undefined ? [] : [{ title: 'Write \\.+', edits: [{ range, text: '\\.+' }] }];
    return warn(
      `\\.* also matches the empty end of a name, so Flink CDC would write to ${rule.sinkTable}${rule.sinkTable}. Write \\.+ instead.`,
      fixes,
    );
  }
  for (const [at, longer] of pieces.entries()) {
    const shorter = pieces
      .slice(0, at)
      .find((piece) => piece.text !== longer.text && longer.text.startsWith(piece.text));
    if (shorter === undefined) continue;
    return warn(
      `Flink CDC finds ${shorter.text} inside ${longer.text} and replaces only that part. Write the longer one first.`,
    );
  }
  return [];
}

function checkBrackets(yaml: YamlDocument, path: Path, text: string): readonly Diagnostic[] {
  return findWordsInBrackets(text).map((found) => {
    const range = yaml.scalarRange(path, found.start, found.end);
    const words = `(${found.words})`;
    return finding(yaml, 'brackets-in-pattern', path, {
      message: `[${found.words}] stands for one of these characters. For one of these words, write ${words}.`,
      ...(range === undefined
        ? {}
        : { at: range, fixes: [{ title: `Write ${words}`, edits: [{ range, text: words }] }] }),
    });
  });
}

/** Sources such as PostgreSQL want a fixed number of parts, and one database that is named plainly. */
function checkParts(yaml: YamlDocument, path: Path, spec: OptionSpec, text: string): readonly Diagnostic[] {
  if (spec.selector === undefined) return [];
  const { parts, literalFirst } = spec.selector;
  const shape = parts === 3 ? 'database.schema.table' : 'database.table';
  let database: string | undefined;
  for (const piece of splitPattern(text, ',')) {
    const names = splitPattern(piece.text, '.').map((part) => part.text);
    const fault = (why: string) => [
      finding(yaml, 'invalid-selector', path, {
        message: `"${piece.text}": ${why}`,
        ...placed(yaml, path, piece.start, piece.start + piece.text.length),
      }),
    ];
    if (names.length !== parts)
      return fault(
        `a pattern of this source has ${parts} parts, ${shape}, and this one has ${names.length}.`,
      );
    const [first = ''] = names;
    if (!literalFirst) continue;
    if (!isPlainName(first))
      return fault(`the database has to be named plainly, and "${first}" is a pattern.`);
    if (database !== undefined && database !== first) {
      return fault(`all patterns have to name the same database, and the first one names ${database}.`);
    }
    database = first;
  }
  return [];
}

function repetitionFix(yaml: YamlDocument, path: Path, text: string): readonly Fix[] {
  const written = writeOutRepetitions(text);
  const range = yaml.scalarRange(path, 0, text.length);
  if (written === undefined || range === undefined) return [];
  return [{ title: `Write ${written}`, edits: [{ range, text: written }] }];
}

function placed(yaml: YamlDocument, path: Path, start: number, end: number) {
  const range = yaml.scalarRange(path, start, end);
  return range === undefined || range.end <= range.start ? {} : { at: range };
}
