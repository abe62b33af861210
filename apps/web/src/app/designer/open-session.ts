// Puts together everything that belongs to one open pipeline. The only place that knows both the stores and the server.
import { createCatalog } from '@tailrace/core/descriptor';
import type { PipelineDetail } from '@tailrace/server/router';
import { checkWhenIdle } from '../../document/check-when-idle.ts';
import { createAutosave } from '../../document/autosave.ts';
import { createDocumentStore } from '../../document/document-store.ts';
import { guardLeaving } from '../../document/guard-leaving.ts';
import { createLayoutStore } from '../../document/layout-store.ts';
import { createPreviewFeed } from '../../document/preview-feed.ts';
import { createRunFeed } from '../../document/run-feed.ts';
import type { Session } from '../../document/session.tsx';
import { api, describeFailure } from '../../lib/api.ts';
import { whenIdle } from '../../lib/when-idle.ts';

const SAVE_PAUSE_MS = 800;
const PREVIEW_PAUSE_MS = 350;
const LAYOUT_PAUSE_MS = 600;
const PREVIEW_ROWS = 20;

export interface OpenSession extends Session {
  /** Asks for what follows the first picture: real rows, and what is wrong with patterns and expressions. Returns how to call it off. */
  begin(): () => void;
  /** Saves what is unsaved and lets go of timers and streams. */
  close(): void;
}

export function openSession(detail: PipelineDetail): OpenSession {
  const { id } = detail;
  const document = createDocumentStore(detail.text, { catalog: createCatalog([]), checks: undefined });
  const autosave = createAutosave({
    document,
    version: detail.version,
    save: (text, baseVersion) => api.pipelines.save.mutate({ id, text, baseVersion }),
    describe: describeFailure,
    pauseMs: SAVE_PAUSE_MS,
  });
  const preview = createPreviewFeed({
    document,
    ask: (text, signal) => api.preview.run.query({ text, rows: PREVIEW_ROWS }, { signal }),
    describe: describeFailure,
    pauseMs: PREVIEW_PAUSE_MS,
  });
  const run = createRunFeed(detail, (runId, onEvent) => {
    const stream = api.runs.events.subscribe(
      { runId },
      {
        onData: ({ data }) => onEvent(data),
        onConnectionStateChange: ({ state }) =>
          onEvent({ type: 'connection', isConnected: state !== 'connecting' }),
        onError: () => onEvent({ type: 'connection', isConnected: false }),
      },
    );
    return () => stream.unsubscribe();
  });
  const layout = createLayoutStore(
    detail.layout,
    (positions) => void api.pipelines.saveLayout.mutate({ id, layout: positions }).catch(() => undefined),
    LAYOUT_PAUSE_MS,
  );
  return {
    pipelineId: id,
    document,
    autosave,
    preview,
    run,
    layout,
    begin() {
      const stops = [
        whenIdle(preview.refresh),
        checkWhenIdle(document),
        guardLeaving({ document, autosave }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    close() {
      void autosave.flush().then(forgetPipelines);
      autosave.dispose();
      preview.dispose();
      run.dispose();
      layout.dispose();
    },
  };
}

/** Lists of pipelines that were read before are read again where they are next shown. */
async function forgetPipelines(): Promise<void> {
  const [{ queryClient }, { trpc }] = await Promise.all([
    import('../../lib/query-client.ts'),
    import('../../lib/trpc.ts'),
  ]);
  await queryClient.invalidateQueries(trpc.pipelines.pathFilter());
}
