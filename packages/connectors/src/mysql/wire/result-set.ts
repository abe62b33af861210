// A text result set as bytes (MySQL, "COM_QUERY Response"): number of columns, a definition each, EOF, rows, EOF.
import { TailraceError } from '@tailrace/core/diagnostics';
import { queryCommand, type RawConnection } from './raw-connection.ts';

const EOF = 0xfe;
const LOCAL_INFILE = 0xfb;

/** Runs a query; `onRow` gets the payload of each row's packet. Resolves at the end of the rows, and only there. */
export async function queryRows(
  wire: RawConnection,
  sql: string,
  onRow: (buffer: Buffer, start: number, end: number) => void,
): Promise<void> {
  let state: 'header' | 'columns' | 'rows' = 'header';
  await wire.command(queryCommand(sql), (buffer, start, end) => {
    const isEnd = buffer[start] === EOF && end - start < 9;
    if (state === 'rows') {
      if (isEnd) return true;
      onRow(buffer, start, end);
      return false;
    }
    if (state === 'header') {
      // OK: a statement without rows.
      if (buffer[start] === 0) return true;
      if (buffer[start] === LOCAL_INFILE)
        throw new TailraceError('mysql-protocol', `${wire.where}: the server asks for a file.`);
      state = 'columns';
    } else if (isEnd) state = 'rows';
    return false;
  });
}
