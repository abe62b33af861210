// What the compiler says of the expressions of each rule over the tables that it applies to, at its place and with what to write instead.
import type { ConnectorCatalog } from '../descriptor/index.ts';
import { DIAGNOSTIC_CODES, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import {
  childrenOf,
  compileExpression,
  type Expression,
  type ExpressionNode,
  type VisibleColumn,
} from '../expression/index.ts';
import {
  columnsOfFilter,
  editScalar,
  expressionSettings,
  expressionsIn,
  type ExpressionSettings,
  type PipelineDef,
} from '../pipeline/index.ts';
import type { DataType } from '../types/index.ts';
import type { Path, TextRange, YamlDocument } from '../yaml/index.ts';
import type { MatchedTables, TrapTable } from './trap-table.ts';

interface Trap {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly range: TextRange;
  readonly suggestion?: string;
}

export function expressionTraps(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  catalog: ConnectorCatalog,
  { tables, rules }: MatchedTables,
): readonly Diagnostic[] {
  const settings = expressionSettings(pipeline, catalog);
  return pipeline.transforms.flatMap(({ projection, filter, path }, rule) => {
    const shapes = distinctShapes(tables.filter((table) => rules.get(table)?.[0] === rule));
    return [
      ...textTraps(
        yaml,
        [...path, 'projection'],
        projection,
        shapes.map((columns) => ({ columns, settings, mode: 'projection' })),
      ),
      ...textTraps(
        yaml,
        [...path, 'filter'],
        filter,
        shapes.map((columns) => ({
          columns: columnsOfFilter(projection, columns, settings),
          settings,
          mode: 'filter',
        })),
      ),
    ];
  });
}

/** Many tables of a rule have the same columns: each shape is looked at once. */
function distinctShapes(tables: readonly TrapTable[]): readonly (readonly VisibleColumn[])[] {
  const shapes = new Map(
    tables.map(({ schema }) => [
      JSON.stringify(schema.columns.map(({ name, type }) => [name, type])),
      schema.columns,
    ]),
  );
  return [...shapes.values()];
}

interface Look {
  readonly columns: readonly VisibleColumn[];
  readonly settings: ExpressionSettings;
  readonly mode: 'projection' | 'filter';
}

function textTraps(
  yaml: YamlDocument,
  path: Path,
  text: string | undefined,
  looks: readonly Look[],
): readonly Diagnostic[] {
  if (text === undefined) return [];
  const seen = new Map<string, Trap>();
  for (const look of looks) {
    for (const expression of expressionsIn(text, look.mode)) {
      for (const trap of trapsOf(expression, text, look)) {
        const key = `${trap.code} ${trap.range.start} ${trap.range.end}`;
        const known = seen.get(key);
        if (known === undefined) seen.set(key, trap);
        else if (known.suggestion !== trap.suggestion) {
          const { suggestion: _, ...without } = known;
          seen.set(key, without);
        }
      }
    }
  }
  return [...seen.values()].map((trap) => placed(yaml, path, trap));
}

function trapsOf(expression: Expression, text: string, { columns, settings, mode }: Look): readonly Trap[] {
  const types = new Map<ExpressionNode, DataType>();
  const compiled = compileExpression(expression, { ...settings, columns, mode }, (node, type) => {
    types.set(node, type);
  });
  if (!compiled.ok) return [];
  // A column of that name is forwarded as it is, and keeps its digits.
  const isForwarded = mode === 'projection' && expression.node.kind === 'column';
  return isForwarded ? [] : [...compiled.warnings, ...quotients(expression.node, text, types)];
}

/** Flink divides decimals at the scale of the left side, cutting the rest, and then pads with zeros. */
function quotients(
  node: ExpressionNode,
  text: string,
  types: ReadonlyMap<ExpressionNode, DataType>,
): readonly Trap[] {
  const below = childrenOf(node).flatMap((child) => quotients(child, text, types));
  if (node.kind !== 'binary' || node.operator !== '/') return below;
  const [left, right] = [types.get(node.left), types.get(node.right)];
  if (left?.kind !== 'DECIMAL' || right?.kind !== 'DECIMAL') return below;
  const written = text.slice(node.range.start, node.range.end);
  const message = `\`${written}\` is cut at the ${left.scale} places of its left side: 1 / 3.00 over DECIMAL(10, 0) is 0. Cast the left side to a DECIMAL with the places that are wanted.`;
  return [...below, { code: 'decimal-quotient-cut', message, range: node.range }];
}

function placed(yaml: YamlDocument, path: Path, { code, message, range, suggestion }: Trap): Diagnostic {
  const at = yaml.scalarRange(path, range.start, range.end) ?? yaml.valueRange(path) ?? { start: 0, end: 0 };
  const edits = suggestion === undefined ? undefined : editScalar(yaml, path, { range, text: suggestion });
  return {
    code,
    severity: DIAGNOSTIC_CODES[code],
    message,
    path,
    range: at,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(edits === undefined ? {} : { fixes: [{ title: `Write ${suggestion ?? ''}`, edits }] }),
  };
}
