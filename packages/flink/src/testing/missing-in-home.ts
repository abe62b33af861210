// For tests that need connectors which only a release of Flink CDC has: its PostgreSQL and Kafka connectors are not on Maven.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const homeNamed = (): string => process.env['FLINK_CDC_HOME'] ?? '';

function missing(connectors: readonly string[]): readonly string[] {
  const home = homeNamed();
  const folders = home === '' ? [] : [home, path.join(home, 'lib')].filter((folder) => existsSync(folder));
  const jars = folders.flatMap((folder) => readdirSync(folder));
  return connectors.filter(
    (name) => !jars.some((jar) => jar.startsWith(`flink-cdc-pipeline-connector-${name}-`)),
  );
}

/** Which of these connectors FLINK_CDC_HOME does not hold; said aloud, because tests are skipped for it. */
export function missingInHome(connectors: readonly string[]): readonly string[] {
  const names = missing(connectors);
  if (names.length > 0)
    process.stderr.write(
      `\n!! Tests of Flink CDC's ${names.join(' and ')} are SKIPPED: FLINK_CDC_HOME names no release that has them.\n`,
    );
  return names;
}

/** Whether FLINK_CDC_HOME holds all of these. Where it is set and does not, it is said aloud that Maven's release runs instead. */
export function hasHomeWith(connectors: readonly string[]): boolean {
  if (homeNamed() === '') return false;
  const names = missing(connectors);
  if (names.length > 0)
    process.stderr.write(
      `\n!! FLINK_CDC_HOME has no ${names.join(' and no ')}: these tests run on what Maven has of Flink CDC INSTEAD.\n`,
    );
  return names.length === 0;
}
