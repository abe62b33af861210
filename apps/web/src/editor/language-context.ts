// What the language functions of the core are asked with: the connectors, and the tables and rows that the last preview saw.
import type { LanguageContext } from '@tailrace/core/language';
import { liveTables } from '../document/live-tables.ts';
import type { Session } from '../document/session.tsx';

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function languageContext({ document, preview }: Session): LanguageContext {
  const tables = liveTables(preview.getState().result);
  return {
    catalog: document.getState().catalog,
    nowMs: Date.now(),
    timeZone: ZONE,
    ...(tables === undefined ? {} : { tables }),
  };
}
