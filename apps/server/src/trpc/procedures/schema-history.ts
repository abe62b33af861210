import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { id, moment, tableText } from '../inputs.ts';

const outcome = z.enum([
  'applied',
  'already-there',
  'ignored',
  'rewritten',
  'refused',
  'failed',
  'unsupported',
  'unknown',
]);
const table = { pipelineId: id, table: tableText, side: z.enum(['source', 'sink']) };

export const schemaHistoryRouter = router({
  list: procedure
    .input(
      z
        .strictObject({
          pipelineId: id.optional(),
          table: tableText.optional(),
          kind: z.string().max(40).optional(),
          outcome: outcome.optional(),
          before: z.int().min(0).optional(),
          limit: z.int().min(1).max(500).optional(),
        })
        .optional(),
    )
    .query(({ ctx, input }) => ctx.schemaHistory.list(input ?? {})),
  tables: procedure
    .input(z.strictObject({ pipelineId: id.optional() }).optional())
    .query(({ ctx, input }) => ctx.schemaHistory.tables(input?.pipelineId)),
  schemaAt: procedure
    .input(z.strictObject({ ...table, at: moment }))
    .query(({ ctx, input }) => ctx.schemaHistory.schemaAt(input)),
  diff: procedure
    .input(z.strictObject({ ...table, from: moment, to: moment }))
    .query(({ ctx, input }) => ctx.schemaHistory.diff(input)),
});
