// Findings that need the live tables: patterns that catch nothing, rules that apply to nothing, tables that a pattern just misses,
// columns that a rule names and no table has.
import { DIAGNOSTIC_CODES, suggest, type Diagnostic, type DiagnosticCode } from '@tailrace/core/diagnostics';
import { tableTraps } from '@tailrace/core/explain';
import { formatTableId } from '@tailrace/core/table';
import { parseYaml, type Path, type YamlDocument } from '@tailrace/core/yaml';
import type { DiscoveredTable } from '../api/index.ts';
import type { OldRowFinding } from '../plan/old-rows.ts';
import { nearMisses } from './near-misses.ts';
import type { Look } from './look.ts';

type TableErrors = ReadonlyMap<
  DiscoveredTable,
  { readonly code: string; readonly message: string } | undefined
>;

interface Finding {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** What the chain and the log say of the captured tables. */
export interface LiveFacts {
  readonly errors: TableErrors;
  readonly oldRows: readonly OldRowFinding[];
}

export function liveDiagnostics(
  text: string,
  look: Look,
  { errors, oldRows }: LiveFacts,
): readonly Diagnostic[] {
  const yaml = parseYaml(text);
  const findings = [
    ...patternFindings(look),
    ...ruleFindings(look),
    ...errorFindings(look, errors),
    ...oldRowDiagnostics(look, oldRows),
  ];
  const { plan, captured } = look;
  const traps = tableTraps(yaml, plan.pipeline, look.catalog, captured);
  return [...findings.map((finding) => toDiagnostic(yaml, finding)), ...traps];
}

function patternFindings({ plan, explained, discovered, captured }: Look): Finding[] {
  const { source } = plan.pipeline;
  if (source === undefined) return [];
  const path = [...source.path, 'tables'];
  const names = discovered.map(({ table, captureId }) => formatTableId(captureId ?? table));
  const nothing = explained.unmatched.patterns.map((pattern): Finding => {
    const near = suggest(pattern, names);
    return {
      code: 'pattern-without-table',
      path,
      message: `The pattern "${pattern}" catches none of the ${names.length} tables of the source${near === undefined ? '' : `; did you mean ${near}?`}`,
    };
  });
  const missed = nearMisses(
    source.options['tables'] ?? '',
    discovered.map(({ table, captureId }) => captureId ?? table),
    new Set(captured.map(({ table, captureId }) => formatTableId(captureId ?? table))),
  ).map(({ pattern, tables }): Finding => ({
    code: 'table-nearly-caught',
    path,
    message: `${tables.slice(0, 3).join(', ')}${tables.length > 3 ? ` and ${tables.length - 3} more` : ''} ${tables.length === 1 ? 'begins' : 'begin'} like "${pattern}" and ${tables.length === 1 ? 'is' : 'are'} not caught by it`,
  }));
  return [...nothing, ...missed];
}

function ruleFindings({ plan, explained, captured }: Look): Finding[] {
  if (captured.length === 0) return [];
  const { transforms, routes } = plan.pipeline;
  const names = captured.map(({ table }) => formatTableId(table));
  const finding = (
    kind: string,
    rule: { readonly path: Path; readonly sourceTable: string } | undefined,
  ): Finding[] => {
    if (rule === undefined) return [];
    const near = suggest(rule.sourceTable, names);
    return [
      {
        code: 'rule-without-table',
        path: [...rule.path, 'source-table'],
        message: `None of the ${names.length} captured tables goes by this ${kind}: "${rule.sourceTable}" matches none of them${near === undefined ? '' : `; did you mean ${near}?`}`,
        suggestion: near,
      },
    ];
  };
  return [
    ...explained.unmatched.transforms.flatMap((index) => finding('transform', transforms[index])),
    ...explained.unmatched.routes.flatMap((index) => finding('route', routes[index])),
  ];
}

/** One finding for each rule and message, with the tables it is about. */
function errorFindings({ plan, explained }: Look, errors: TableErrors): Finding[] {
  const byMessage = new Map<
    string,
    { readonly rule: number; readonly tables: string[]; readonly message: string }
  >();
  for (const [{ table }, error] of errors) {
    const name = formatTableId(table);
    const rule = explained.tables.find((entry) => entry.table === name)?.transforms[0];
    if (error === undefined || rule === undefined) continue;
    const message = error.message.replaceAll(name, 'the table');
    const key = `${rule} ${message}`;
    const known = byMessage.get(key) ?? { rule, tables: [], message: error.message };
    known.tables.push(name);
    byMessage.set(key, known);
  }
  return [...byMessage.values()].flatMap(({ rule, tables, message }): Finding[] => {
    const transform = plan.pipeline.transforms[rule];
    if (transform === undefined) return [];
    const others = tables.length > 1 ? ` (and for ${tables.length - 1} more tables)` : '';
    return [
      { code: 'rule-fails-on-table', path: transform.path, message: `${tables[0]}: ${message}${others}` },
    ];
  });
}

/** One for each rule; what only concerns large values is left to the preflight, or every computed text would be marked. */
function oldRowDiagnostics({ plan }: Look, findings: readonly OldRowFinding[]): Finding[] {
  const byRule = new Map<string, OldRowFinding[]>();
  for (const finding of findings.filter(({ status }) => status === 'failed')) {
    const key = `${finding.rule} ${finding.reader}`;
    byRule.set(key, [...(byRule.get(key) ?? []), finding]);
  }
  return [...byRule.values()].flatMap(([first, ...others]): Finding[] => {
    const transform = first === undefined ? undefined : plan.pipeline.transforms[first.rule];
    if (first === undefined || transform === undefined) return [];
    const more = others.length === 0 ? '' : ` The same for ${others.length} more tables.`;
    const remedies = [first, ...others].map(({ remedy }) => remedy).join('; ');
    return [
      {
        code: 'old-row-incomplete',
        path: [...transform.path, first.reader],
        message: `${first.message}${more} Run on the source: ${remedies}`,
      },
    ];
  });
}

function toDiagnostic(yaml: YamlDocument, { code, path, message, suggestion }: Finding): Diagnostic {
  const range = yaml.valueRange(path) ??
    yaml.keyRange(path) ??
    yaml.keyRange(path.slice(0, -1)) ?? { start: 0, end: 0 };
  return {
    code,
    severity: DIAGNOSTIC_CODES[code],
    message,
    path,
    range,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
