// For tests that need connectors which only a release of Flink CDC has: its PostgreSQL and Kafka connectors are not on Maven.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Which of these connectors FLINK_CDC_HOME does not hold; said aloud, because tests are skipped for it. */
export function missingInHome(connectors: readonly string[]): readonly string[] {
  const home = process.env['FLINK_CDC_HOME'] ?? '';
  const folders = home === '' ? [] : [home, path.join(home, 'lib')].filter((folder) => existsSync(folder));
  const jars = folders.flatMap((folder) => readdirSync(folder));
  const missing = connectors.filter(
    (name) => !jars.some((jar) => jar.startsWith(`flink-cdc-pipeline-connector-${name}-`)),
  );
  if (missing.length > 0)
    process.stderr.write(
      `\n!! Tests of Flink CDC's ${missing.join(' and ')} are SKIPPED: FLINK_CDC_HOME names no release that has them.\n`,
    );
  return missing;
}
