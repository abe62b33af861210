// What becomes of columns that several tables bring into one sink table in different types (reference: merged tables; release 3.6.0).
import type { Diagnostic } from '../diagnostics/index.ts';
import type { PipelineDef } from '../pipeline/index.ts';
import { compileRoute } from '../routing/index.ts';
import { formatTableId } from '../table/index.ts';
import { digitsTogether, equalIgnoringNullability, formatDataType, type DataType } from '../types/index.ts';
import type { YamlDocument } from '../yaml/index.ts';
import { warn } from './warn.ts';
import type { TrapTable } from './trap-table.ts';

interface Merged {
  readonly sink: string;
  /** The last route that brings a table here. */
  readonly route: number;
  readonly columns: ReadonlyMap<string, readonly DataType[]>;
}

/** `columnsOf`: the columns of a table behind its transform. */
export function mergedTraps(
  yaml: YamlDocument,
  pipeline: PipelineDef,
  tables: readonly TrapTable[],
  columnsOf: (table: TrapTable) => TrapTable['schema']['columns'],
): readonly Diagnostic[] {
  return merge(pipeline, tables, columnsOf).flatMap(({ sink, route, columns }) => {
    const rule = pipeline.routes[route];
    if (rule === undefined) return [];
    return [...columns].flatMap(([name, types]) => {
      const found = columnTrap(`${sink}.${name}`, types);
      return found === undefined
        ? []
        : [warn(yaml, found.code, [...rule.path, 'source-table'], found.message)];
    });
  });
}

function merge(
  pipeline: PipelineDef,
  tables: readonly TrapTable[],
  columnsOf: (table: TrapTable) => TrapTable['schema']['columns'],
): readonly Merged[] {
  const found = new Map<string, { sink: string; route: number; columns: Map<string, DataType[]> }>();
  const routes = pipeline.routes.map(compileRoute);
  for (const table of tables) {
    for (const [at, route] of routes.entries()) {
      const target = route.ok ? route.target(table.table) : undefined;
      if (target?.ok !== true) continue;
      const sink = formatTableId(target.table);
      const merged = found.get(sink) ?? { sink, route: at, columns: new Map<string, DataType[]>() };
      merged.route = Math.max(merged.route, at);
      found.set(sink, merged);
      for (const { name, type } of columnsOf(table)) {
        const types = merged.columns.get(name) ?? [];
        if (!types.some((known) => equalIgnoringNullability(known, type))) types.push(type);
        merged.columns.set(name, types);
      }
      if (pipeline.options.routeMode === 'FIRST_MATCH') break;
    }
  }
  return [...found.values()];
}

const NESTED: readonly string[] = ['ARRAY', 'MAP', 'ROW'];

function columnTrap(name: string, types: readonly DataType[]) {
  if (types.length < 2) return undefined;
  const written = types.map(formatDataType).join(' and ');
  const digits = digitsTogether(types);
  if (digits !== undefined && digits > 38) {
    const message = `${name} is ${written}, which together need ${digits} digits: places are cut to make it 38, and what has no room then is NULL. Release 3.6 fails the job. Cast the columns to one type in transforms.`;
    return { code: 'merged-digits-lost', message } as const;
  }
  if (!types.some(({ kind }) => NESTED.includes(kind))) return undefined;
  const message = `${name} is ${written}, and becomes a text such as [1, 2]; release 3.6 writes a class name and a hash instead. Leave the column out of one, or send the tables to different ones.`;
  return { code: 'merged-into-text', message } as const;
}
