import { tracked } from '@trpc/server';
import { z } from 'zod';
import { procedure, router } from '../init.ts';
import { id } from '../inputs.ts';

const byRun = z.strictObject({ runId: id });

export const runsRouter = router({
  launch: procedure
    .input(z.strictObject({ pipelineId: id }))
    .mutation(({ ctx, input }) => ctx.runs.launch(input.pipelineId)),
  pause: procedure.input(byRun).mutation(({ ctx, input }) => ctx.runs.pause(input.runId)),
  resume: procedure.input(byRun).mutation(({ ctx, input }) => ctx.runs.resume(input.runId)),
  stop: procedure
    .input(z.strictObject({ runId: id, cleanUp: z.boolean().optional() }))
    .mutation(({ ctx, input }) => ctx.runs.stop(input.runId, { cleanUp: input.cleanUp ?? false })),
  list: procedure
    .input(z.strictObject({ pipelineId: id.optional() }).optional())
    .query(({ ctx, input }) => ctx.runs.list(input?.pipelineId)),
  get: procedure.input(byRun).query(({ ctx, input }) => ctx.runs.get(input.runId)),
  points: procedure.input(byRun).query(({ ctx, input }) => ctx.runs.points(input.runId)),
  log: procedure.input(byRun).query(({ ctx, input }) => ctx.runs.log(input.runId)),
  /** The client sends the last id it saw when it connects again, also after a restart of the server. */
  events: procedure
    .input(
      z.strictObject({
        runId: id,
        lastEventId: z
          .string()
          .regex(/^\d{1,15}$/u)
          .nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const last =
        input.lastEventId === undefined || input.lastEventId === null ? undefined : Number(input.lastEventId);
      const until = signal ?? new AbortController().signal;
      for await (const stored of ctx.runs.events(input.runId, last, until)) {
        yield tracked(String(stored.id), stored.event);
      }
    }),
});
