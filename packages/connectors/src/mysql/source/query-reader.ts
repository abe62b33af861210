// Statements of the log: DDL is followed, changes of rows as text (binlog_format STATEMENT or MIXED) stop the run.
import type { ChangeEvent } from '@tailrace/core/event';
import { TailraceError } from '@tailrace/core/diagnostics';
import { formatTableId } from '@tailrace/core/table';
import type { QueryEvent } from '../binlog/query-event.ts';
import type { ServerVersion } from '../connect.ts';
import { isRowStatement } from '../ddl/index.ts';
import { charsetDecoder } from '../values/charsets.ts';
import { charsetOfCollation } from '../values/collations.ts';
import type { DdlFollower, DdlSession } from './ddl-effects.ts';
import type { KnownTables } from './known-tables.ts';

export interface QueryReader {
  textOf(query: QueryEvent): string;
  read(text: string, query: QueryEvent): readonly ChangeEvent[];
  /** The error for rows that were changed by a statement. */
  statementFormat(statement: string): TailraceError;
}

export interface QueryReaderOptions {
  readonly version: ServerVersion;
  readonly explicitTimestamps: boolean;
  readonly tables: KnownTables;
  readonly ddl: DdlFollower;
  readonly foldNames: boolean;
}

const ANSI_QUOTES = 0x4n;
const NO_BACKSLASH_ESCAPES = 0x100000n;

export function createQueryReader(options: QueryReaderOptions): QueryReader {
  const { version, tables, ddl } = options;

  function sessionOf({ schema, sqlMode = 0n }: QueryEvent): DdlSession {
    return {
      database: options.foldNames ? schema.toLowerCase() : schema,
      flavor: version.flavor,
      version: version.major * 10_000 + version.minor * 100 + version.patch,
      ansiQuotes: (sqlMode & ANSI_QUOTES) !== 0n,
      noBackslashEscapes: (sqlMode & NO_BACKSLASH_ESCAPES) !== 0n,
      explicitTimestamps: options.explicitTimestamps,
    };
  }

  function statementFormat(statement: string, table?: string): TailraceError {
    const excerpt = statement.length > 200 ? `${statement.slice(0, 200)} …` : statement;
    return new TailraceError(
      'mysql-statement-format',
      `The binary log holds a change of rows as a statement, not as rows${table === undefined ? '' : `, of table ${table}`}: ${excerpt}. What it did cannot be told. Set binlog_format = ROW for all sessions, and start the pipeline anew from a snapshot.`,
      { data: { statement: excerpt } },
    );
  }

  return {
    textOf({ query, clientCollation }) {
      const charset = clientCollation === undefined ? undefined : charsetOfCollation(clientCollation);
      const decode = charset === undefined ? undefined : charsetDecoder(charset);
      return decode === undefined ? query.toString('utf8') : decode(query, 0, query.length);
    },
    read(text, query) {
      const session = sessionOf(query);
      if (isRowStatement(text, session)) {
        const lower = text.toLowerCase();
        const touched = tables.allCaptured().find(({ name }) => lower.includes(name.table.toLowerCase()));
        if (touched !== undefined) throw statementFormat(text, formatTableId(touched.id));
        return [];
      }
      return ddl.follow(text, session);
    },
    statementFormat: (statement) => statementFormat(statement),
  };
}
