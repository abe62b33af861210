// `tailrace dry-run`: change events through transform, route and schema evolution, to what the sink would get. Nothing is contacted.
import { TailraceError } from '@tailrace/core/diagnostics';
import { type Command, UsageError, stringOption } from '../command.ts';
import { dryRunEvents } from '../dry-run/dry-run-events.ts';
import { readLines } from '../dry-run/read-lines.ts';
import { displayName, readDocument, refuseInvalid } from '../read-document.ts';

export const dryRun: Command = {
  name: 'dry-run',
  summary: 'runs change events through a document, and prints what the sink would get',
  usage: 'FILE --events FILE',
  positionals: [1, 1],
  options: {
    events: {
      type: 'string',
      placeholder: 'FILE',
      description: 'change events, one JSON object a line; - for standard input',
    },
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const events = stringOption(args, 'events');
    if (events === undefined) throw new UsageError('tailrace dry-run needs --events FILE');
    if (file === '-' && events === '-')
      throw new UsageError('only one of FILE and --events can be standard input');
    const document = await readDocument(file, io);
    if (await refuseInvalid(file, document, io)) return 1;
    const input = await io.openRead(events);
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await dryRunEvents({
      pipeline: document.pipeline,
      lines: readLines(input),
      output: io.stdout,
      defaultTimeZone: timeZone,
      onError: (error, line) =>
        new TailraceError(error.code, `line ${line} of ${displayName(events)}: ${error.message}`, {
          cause: error,
          data: { ...error.data, line },
        }),
    });
    return 0;
  },
};
