import type pg from 'pg';
import { socketOf } from './wire-connection.ts';

const FAREWELL_MS = 2000;

/** Ends a connection; never rejects. A server that is gone without a word does not answer a farewell either. */
export async function farewell(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), FAREWELL_MS);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}
