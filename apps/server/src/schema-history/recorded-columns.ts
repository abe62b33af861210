// Columns as a recorded change holds them: the schema JSON of the events contract, or a plain list of columns.
import * as z from 'zod';
import type { SchemaColumn } from '../contract/index.ts';

const column = z.object({
  name: z.string(),
  type: z.string(),
  key: z.boolean().optional(),
  comment: z.string().optional(),
  default: z.string().optional(),
});

const recorded = z.union([
  z.array(column).transform((columns) => ({ columns, primaryKeys: [] as readonly string[] })),
  z
    .object({
      columns: z.array(column),
      primaryKeys: z.array(z.string()).optional(),
      primaryKey: z.array(z.string()).optional(),
    })
    .transform((schema) => ({
      columns: schema.columns,
      primaryKeys: schema.primaryKeys ?? schema.primaryKey ?? [],
    })),
]);

/** undefined where there is none: a dropped table, or a change that never reached that side. */
export function recordedColumns(schema: unknown): readonly SchemaColumn[] | undefined {
  const parsed = recorded.safeParse(schema);
  if (!parsed.success) return undefined;
  return parsed.data.columns.map(({ name, type, key, comment, default: fallback }) => ({
    name,
    type,
    key: key ?? parsed.data.primaryKeys.includes(name),
    ...(comment === undefined ? {} : { comment }),
    ...(fallback === undefined ? {} : { default: fallback }),
  }));
}
