import { TARGETS } from '@tailrace/core/pipeline';
import * as z from 'zod';
import { procedure, router } from '../init.ts';
import { clusterName, id } from '../inputs.ts';

const byId = z.strictObject({ id });
const path = z.string().trim().min(1).max(4_000);
const secretText = z.string().max(10_000);

const request = z.strictObject({
  name: clusterName,
  url: z.string().max(2_000),
  credentials: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({ kind: z.literal('basic'), user: z.string().max(500), password: secretText }),
      z.strictObject({
        kind: z.literal('headers'),
        headers: z.record(z.string().max(200), secretText),
      }),
    ])
    .optional(),
  jars: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('folder'), path }),
    z.strictObject({ kind: z.literal('home'), path: path.optional() }),
    z.strictObject({ kind: z.literal('cluster') }),
  ]),
  release: z.enum(TARGETS),
});

const never = new AbortController().signal;

export const clustersRouter = router({
  list: procedure.query(({ ctx }) => ctx.clusters.list()),
  add: procedure.input(request).mutation(({ ctx, input }) => ctx.clusters.add(input)),
  change: procedure
    .input(z.strictObject({ id, request }))
    .mutation(({ ctx, input }) => ctx.clusters.change(input.id, input.request)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => ctx.clusters.remove(input.id)),
  /** A mutation because what it carries must not stand in an address or a cache. */
  test: procedure
    .input(z.strictObject({ id: id.optional(), request: request.optional() }))
    .mutation(({ ctx, input, signal }) => ctx.clusters.test(input, signal ?? never)),
});
