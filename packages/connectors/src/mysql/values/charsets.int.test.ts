// Bytes of every single-byte character set that is read from the log, held to what the server makes of them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type SourceWorld } from '../source/testing/source-world.ts';
import { charsetDecoder } from './charsets.ts';

let world: SourceWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
});

/** Undefined where ours refuses the byte. */
function ours(charset: string, byte: number): string | undefined {
  try {
    return charsetDecoder(charset)?.(Buffer.from([byte]), 0, 1);
  } catch {
    return undefined;
  }
}

test('single bytes mean the letters that the server has for them', async () => {
  const rows = await world.session.query(
    "SELECT CHARACTER_SET_NAME AS name FROM information_schema.CHARACTER_SETS WHERE MAXLEN = 1 AND CHARACTER_SET_NAME <> 'binary'",
  );
  const wrong: string[] = [];
  for (const { name } of rows) {
    const charset = String(name);
    if (charsetDecoder(charset) === undefined) continue;
    const bytes = Array.from({ length: 128 }, (_, at) => at + 128);
    const list = bytes.map(
      (byte) => `CONVERT(CONVERT(x'${byte.toString(16)}' USING ${charset}) USING utf8mb4) AS b${byte}`,
    );
    const [row] = await world.session.query(`SELECT ${list.join(', ')}`);
    for (const byte of bytes) {
      const server = String(row?.[`b${byte}`]);
      // "?": the server has no letter for it, and would not have stored it.
      if (server !== '?' && server !== '\ufffd' && ours(charset, byte) !== server) {
        wrong.push(`${charset} 0x${byte.toString(16)}: ${ours(charset, byte) ?? 'refused'}, not ${server}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
