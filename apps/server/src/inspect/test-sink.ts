import { resolveOptions, type PipelineDef } from '@tailrace/core/pipeline';
import type { LookRequest } from '@tailrace/engine';
import type { PreflightCheck } from '@tailrace/engine/api';
import { failedCheck } from './failed-check.ts';

/** Connects as the sink would and asks whether it could write there. */
export async function testSink(
  { sink }: PipelineDef,
  { registry, resolveReference, signal }: LookRequest,
): Promise<readonly PreflightCheck[]> {
  if (sink?.type === undefined)
    return [{ name: 'connection', status: 'failed', message: 'The document names no sink yet.' }];
  try {
    const connector = await registry.createSink(sink.type, {
      options: resolveOptions(sink.options, ({ kind, name }) => resolveReference(kind, name)),
      runId: 'test',
      timeZone: 'UTC',
      log: () => undefined,
    });
    try {
      return await connector.preflight([], signal);
    } finally {
      await connector.close();
    }
  } catch (error) {
    return [failedCheck(error)];
  }
}
