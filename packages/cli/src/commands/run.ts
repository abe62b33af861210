// `tailrace run`: the pipeline on the embedded engine in this process, until it is finished, stopped by a signal, or fails.
import { connectorRegistry } from '@tailrace/connectors/registry';
import { runPipeline } from '@tailrace/engine';
import { flag, stringOption, write, type Command } from '../command.ts';
import { printingRegistry } from '../run/printing-registry.ts';
import { progressPrinter } from '../run/progress.ts';
import { referencesFrom } from '../run/references.ts';
import { openStateFolder } from '../run/run-state-folder.ts';

export const run: Command = {
  name: 'run',
  summary: 'runs the pipeline here on the embedded engine',
  usage: 'FILE [--until caught-up] [--state DIR] [--print]',
  positionals: [1, 1],
  options: {
    until: {
      type: 'string',
      values: ['caught-up'],
      description: 'caught-up: ends at the position that the source had when the stream began',
    },
    state: {
      type: 'string',
      placeholder: 'DIR',
      description:
        'folder of the checkpoint; the same folder goes on from there. Without it the run is for this once',
    },
    print: { type: 'boolean', description: 'prints what the sink got as JSON Lines' },
  },
  run: async (args, io) => {
    const text = await io.readText(args.positionals[0] ?? '-');
    const state = await openStateFolder(stringOption(args, 'state'));
    try {
      const registry = flag(args, 'print')
        ? printingRegistry(connectorRegistry, async (lines) => write(io.stdout, lines))
        : connectorRegistry;
      const handle = runPipeline({
        text,
        registry,
        resolveReference: referencesFrom(io.env),
        runId: state.runId,
        stateDir: state.folder,
        once: state.once,
        ...(stringOption(args, 'until') === undefined ? {} : { until: 'caught-up' }),
        onEvent: progressPrinter((line) => {
          io.stderr.write(`${line}\n`);
        }),
      });
      io.signal.addEventListener('abort', () => void handle.stop(), { once: true });
      const outcome = await handle.done;
      return outcome.state === 'failed' ? 1 : 0;
    } finally {
      await state.remove();
    }
  },
};
