// Limits of what comes in; every object is strict, so that an unknown key is an error and never a silent default.
import * as z from 'zod';

/** A pipeline document; 1 MB is some twenty thousand rules. */
export const documentText = z.string().max(1_000_000);
export const pipelineName = z.string().trim().min(1).max(200);
export const clusterName = z.string().trim().min(1).max(100);
export const parallelism = z.int().min(1).max(32_768);
/** Of a savepoint or checkpoint, as the cluster sees it. */
export const savepoint = z.string().trim().min(1).max(4_000);
export const id = z.string().regex(/^[a-z0-9-]{1,64}$/u);
export const version = z.int().min(1);
export const moment = z.int().min(0);
export const tableText = z.string().min(1).max(600);
/** What `${secret.NAME}` can name. */
export const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/u, 'letters, digits, _ and -, beginning with a letter or _');

/** Where a launch goes, when not to this machine. */
export const launchTarget = z.strictObject({
  clusterId: id,
  parallelism: parallelism.optional(),
  rewrite: z.boolean().optional(),
  from: savepoint.nullish(),
});
