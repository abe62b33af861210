// catalog, validate, preview and preflight. Their input holds a document's text, too long for a URL: the client's link sets
// `methodOverride: 'POST'`, which the server allows, and they stay queries that can be aborted.
import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { documentText, id, launchTarget, tableText } from '../inputs.ts';

const byText = z.strictObject({ text: documentText });
const never = new AbortController().signal;

export const catalogRouter = router({
  tables: procedure
    .input(byText)
    .query(({ ctx, input, signal }) => ctx.inspect.tables(input.text, signal ?? never)),
  testConnection: procedure
    .input(z.strictObject({ text: documentText, role: z.enum(['source', 'sink']) }))
    .query(({ ctx, input, signal }) => ctx.inspect.testConnection(input.text, input.role, signal ?? never)),
});

export const validateRouter = router({
  run: procedure.input(byText).query(({ ctx, input }) => ctx.inspect.validate(input.text)),
});

export const previewRouter = router({
  run: procedure
    .input(
      z.strictObject({
        text: documentText,
        rows: z.int().min(1).max(500),
        tables: z.array(tableText).max(1_000).optional(),
      }),
    )
    .query(({ ctx, input, signal }) =>
      ctx.inspect.preview(
        {
          text: input.text,
          rows: input.rows,
          ...(input.tables === undefined ? {} : { tables: input.tables }),
        },
        signal ?? never,
      ),
    ),
  statements: procedure
    .input(
      z.strictObject({
        text: documentText,
        events: z.array(z.unknown()).min(1).max(1_000),
        last: z.int().min(1).max(1_000),
      }),
    )
    .query(({ ctx, input, signal }) => ctx.inspect.statements(input, signal ?? never)),
});

export const preflightRouter = router({
  run: procedure
    .input(
      z.strictObject({
        text: documentText,
        pipelineId: id.optional(),
        target: launchTarget.optional(),
      }),
    )
    .query(({ ctx, input, signal }) => ctx.inspect.preflight(input, signal ?? never)),
});
