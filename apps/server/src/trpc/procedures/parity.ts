import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { documentText, id } from '../inputs.ts';

const never = new AbortController().signal;

export const parityRouter = router({
  /** A mutation because it submits a job, although nothing is kept of it. */
  compare: procedure
    .input(
      z.strictObject({
        text: documentText,
        clusterId: id,
        rewrite: z.boolean().optional(),
        evenMany: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input, signal }) => ctx.parity.compare(input, signal ?? never)),
});
