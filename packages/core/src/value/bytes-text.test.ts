import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8 } from './bytes-text.ts';

test('base64 agrees with the platform, both ways', () =>
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
    }),
  ));

test.each(['a', 'ab=', 'a===', 'ab=c', 'a b=', 'é', 'abcd='])('%j is not base64', (text) =>
  expect(decodeBase64(text)).toBeUndefined(),
);

test('padding may be left out', () => expect(decodeBase64('aGk')).toEqual(encodeUtf8('hi')));

test('UTF-8 agrees with the platform, malformed bytes included', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, bytes) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
      expect(decodeUtf8(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    }),
  ));
