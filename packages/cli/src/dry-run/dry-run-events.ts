// Events in, events out, as a stream: nothing but the schemas of the tables is kept.
import type { Writable } from 'node:stream';
import { TailraceError } from '@tailrace/core/diagnostics';
import { type ChangeEvent, decodeEvent, encodeEvent } from '@tailrace/core/event';
import type { PipelineDef } from '@tailrace/core/pipeline';
import { write } from '../command.ts';
import { createEventChain } from './event-chain.ts';

export interface DryRun {
  readonly pipeline: PipelineDef;
  readonly lines: AsyncIterable<string>;
  readonly output: Writable;
  /** Used where the document names no zone. */
  readonly defaultTimeZone: string;
  /** Says where in the input a failure happened; lines count from 1. */
  readonly onError: (error: TailraceError, line: number) => TailraceError;
}

/** Characters that are gathered before they are written. */
const PAGE = 65_536;

/** Throws TailraceError for input that is no event and for events that fail; what came out before has been written by then. */
export async function dryRunEvents({
  pipeline,
  lines,
  output,
  defaultTimeZone,
  onError,
}: DryRun): Promise<void> {
  const chain = createEventChain({ pipeline, defaultTimeZone, now: Date.now });
  const out: ChangeEvent[] = [];
  let page = '';
  let number = 0;
  const flush = async () => {
    const text = page;
    page = '';
    if (text !== '') await write(output, text);
  };
  const take = () => {
    for (const event of out) page += `${encodeEvent(event, chain.sinkSchema(event.table))}\n`;
    out.length = 0;
  };
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      chain.send((schemas) => decodeEvent(line, schemas), out);
    } catch (error) {
      take();
      await flush();
      throw error instanceof TailraceError ? onError(error, number) : error;
    }
    take();
    if (page.length > PAGE) await flush();
  }
  await flush();
}
