// What a log says, or is, that ends a run: what it meant is not known.
import { TailraceError } from '@tailrace/core/diagnostics';
import { eventName } from '../binlog/event-type.ts';
import { readIncident } from '../binlog/small-events.ts';

/** An INCIDENT event: the server itself says that its log has a hole. */
export function incident(body: Buffer, file: string, position: number): TailraceError {
  const { incident: number, message } = readIncident(body);
  return new TailraceError(
    'mysql-incident',
    `The server notes at ${file}:${position} that changes are missing from its log (incident ${number}${message === '' ? '' : `: ${message}`}). Start the pipeline anew from a snapshot.`,
    { data: { file, position, incident: number } },
  );
}

export function unknownEvent(type: number, file: string, position: number): TailraceError {
  return new TailraceError(
    'binlog-event-unknown',
    `The binary log holds an event of type ${eventName(type)} before ${file}:${position}, which is not known. Nothing after it was read.`,
    { data: { type, file, position } },
  );
}

export function otherLog(file: string): TailraceError {
  return new TailraceError(
    'mysql-other-log',
    `The server has another log of the name ${file} than the one this run read from: its logs were reset, or it is another server. What happened in between is not known; start the pipeline anew from a snapshot.`,
    { data: { file } },
  );
}

/** The log holds a rollback only where tables without transactions were changed beside others: which rows stayed, it does not say. */
export function rollbackInLog(text: string, file: string, position: number): TailraceError {
  return new TailraceError(
    'mysql-rollback-in-log',
    `A transaction before ${file}:${position} changed captured tables and was rolled back in part ("${text}"); the log does not tell which of its rows stayed. Start the pipeline anew from a snapshot.`,
    { data: { file, position } },
  );
}
