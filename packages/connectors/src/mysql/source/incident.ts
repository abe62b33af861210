import { TailraceError } from '@tailrace/core/diagnostics';
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
