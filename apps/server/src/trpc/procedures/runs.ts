import { tracked } from '@trpc/server';
import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { id, launchTarget, parallelism, savepoint } from '../inputs.ts';

const byRun = z.strictObject({ runId: id });
const never = new AbortController().signal;

export const runsRouter = router({
  launch: procedure
    .input(
      z.strictObject({
        pipelineId: id,
        target: launchTarget.optional(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.runs.launch(input.pipelineId, input.target)),
  pause: procedure.input(byRun).mutation(({ ctx, input }) => ctx.runs.pause(input.runId)),
  resume: procedure
    .input(z.strictObject({ runId: id, from: savepoint.nullish(), parallelism: parallelism.optional() }))
    .mutation(({ ctx, input: { runId, ...options } }) => ctx.runs.resume(runId, options)),
  cancel: procedure.input(byRun).mutation(({ ctx, input }) => ctx.runs.cancel(input.runId)),
  retake: procedure
    .input(z.strictObject({ runId: id, table: z.string().min(1).max(500) }))
    .mutation(({ ctx, input }) => ctx.runs.retake(input.runId, input.table)),
  rescale: procedure
    .input(z.strictObject({ runId: id, parallelism }))
    .mutation(({ ctx, input }) => ctx.runs.rescale(input.runId, input.parallelism)),
  savepoints: procedure
    .input(z.strictObject({ pipelineId: id }))
    .query(({ ctx, input }) => ctx.runs.savepoints(input.pipelineId)),
  keptLog: procedure
    .input(byRun)
    .query(({ ctx, input, signal }) => ctx.runs.keptLog(input.runId, signal ?? never)),
  dropKeptLog: procedure
    .input(byRun)
    .mutation(({ ctx, input, signal }) => ctx.runs.dropKeptLog(input.runId, signal ?? never)),
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
