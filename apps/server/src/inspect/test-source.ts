import { discoverTables, type LookRequest } from '@tailrace/engine';
import type { PreflightCheck } from '@tailrace/engine/api';
import { failedCheck } from './failed-check.ts';

/** Connects as the source would, and counts what the account sees and the patterns take. */
export async function testSource(request: LookRequest): Promise<readonly PreflightCheck[]> {
  try {
    const tables = await discoverTables(request);
    const captured = tables.filter((table) => table.captured).length;
    return [
      { name: 'connection', status: 'ok', message: `Connected. The account sees ${count(tables.length)}.` },
      captured > 0
        ? { name: 'tables', status: 'ok', message: `The patterns take ${count(captured)}.` }
        : { name: 'tables', status: 'warning', message: 'The patterns take none of them.' },
    ];
  } catch (error) {
    return [failedCheck(error)];
  }
}

const count = (tables: number): string => (tables === 1 ? '1 table' : `${tables} tables`);
