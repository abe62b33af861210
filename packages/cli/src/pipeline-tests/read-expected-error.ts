import type { Path } from '@tailrace/core/yaml';
import type { ExpectedError } from './pipeline-test.ts';
import { fault, mappingAt, type Reader, textAt, valueAt } from './reader.ts';

/** `error: CODE`, or a mapping with `code`, a pattern for the `message`, and the number of the `event`. Throws TailraceError `test-file`. */
export function readExpectedError(reader: Reader, at: Path): ExpectedError | undefined {
  const value = valueAt(reader.yaml, at);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { code: value };
  const given = mappingAt(reader, at, ['code', 'message', 'event']);
  const code = textAt(reader, [...at, 'code']);
  const message = readPattern(reader, [...at, 'message']);
  const event = given['event'];
  if (code === undefined && message === undefined) {
    throw fault(reader, at, 'an `error` is known by its `code`, by a pattern for its `message`, or both');
  }
  if (event !== undefined && !(typeof event === 'number' && Number.isInteger(event) && event > 0)) {
    throw fault(reader, [...at, 'event'], '`event` is the number of an event, counted from 1');
  }
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(event === undefined ? {} : { event }),
  };
}

function readPattern(reader: Reader, at: Path): RegExp | undefined {
  const text = textAt(reader, at);
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'iu');
  } catch (error) {
    throw fault(
      reader,
      at,
      `\`message\` is a regular expression: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
