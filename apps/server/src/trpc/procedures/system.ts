import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { secretName } from '../inputs.ts';

export const secretsRouter = router({
  list: procedure.query(({ ctx }) => ctx.secrets.list()),
  set: procedure
    .input(z.strictObject({ name: secretName, value: z.string().max(100_000) }))
    .mutation(({ ctx, input }) => ctx.secrets.set(input.name, input.value)),
  remove: procedure
    .input(z.strictObject({ name: secretName }))
    .mutation(({ ctx, input }) => ctx.secrets.remove(input.name)),
});

export const systemRouter = router({
  info: procedure.query(({ ctx }) => ctx.system.info()),
});

export const demoRouter = router({
  reset: procedure.mutation(({ ctx }) => ctx.system.resetDemo()),
});
