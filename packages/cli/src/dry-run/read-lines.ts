import type { Readable } from 'node:stream';
import { TailraceError } from '@tailrace/core/diagnostics';

/**
 * The lines of a stream without their ends, the last one whether it has an end or not; holds one chunk and one line at a time. Throws
 * `not-utf8` where the bytes are no UTF-8: values would be changed without a word.
 */
export async function* readLines(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decode(decoder, chunk as Buffer))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decode(decoder);
  if (rest !== '') yield rest;
}

/** Without a chunk: the end. */
function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new TailraceError('not-utf8', 'The events are not UTF-8 text. Write them as UTF-8.', {
      cause: error,
    });
  }
}
