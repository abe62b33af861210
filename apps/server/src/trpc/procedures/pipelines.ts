import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { documentText, id, pipelineName, version } from '../inputs.ts';

const byId = z.strictObject({ id });
const coordinate = z.number().min(-1_000_000).max(1_000_000);
const layout = z.record(z.string().max(200), z.strictObject({ x: coordinate, y: coordinate }));

export const pipelinesRouter = router({
  list: procedure.query(({ ctx }) => ctx.pipelines.list()),
  get: procedure.input(byId).query(({ ctx, input }) => ctx.pipelines.get(input.id)),
  create: procedure
    .input(z.strictObject({ name: pipelineName, text: documentText }))
    .mutation(({ ctx, input }) => ctx.pipelines.create(input)),
  save: procedure
    .input(z.strictObject({ id, text: documentText, baseVersion: version }))
    .mutation(({ ctx, input }) => ctx.pipelines.save(input)),
  rename: procedure
    .input(z.strictObject({ id, name: pipelineName }))
    .mutation(({ ctx, input }) => ctx.pipelines.rename(input.id, input.name)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => ctx.pipelines.remove(input.id)),
  duplicate: procedure.input(byId).mutation(({ ctx, input }) => ctx.pipelines.duplicate(input.id)),
  saveLayout: procedure
    .input(z.strictObject({ id, layout }))
    .mutation(({ ctx, input }) => ctx.pipelines.saveLayout(input.id, input.layout)),
  versions: procedure.input(byId).query(({ ctx, input }) => ctx.pipelines.versions(input.id)),
  version: procedure
    .input(z.strictObject({ id, version }))
    .query(({ ctx, input }) => ctx.pipelines.version(input.id, input.version)),
  restore: procedure
    .input(z.strictObject({ id, version, baseVersion: version }))
    .mutation(({ ctx, input }) => ctx.pipelines.restore(input)),
  export: procedure
    .input(z.strictObject({ text: documentText, name: pipelineName }))
    .query(({ ctx, input }) => ctx.pipelines.export(input)),
});
