// The GTIDs of what has been read, grown transaction by transaction and written as text only when a position is asked for.
import { formatGtidSet, parseGtidSet, uniteGtidSets, type GtidSet } from '../gtid/gtid-set.ts';
import { formatMariadbPosition, parseMariadbPosition, type MariadbGtid } from '../gtid/mariadb-position.ts';

export interface GtidTracker {
  addMysql(source: string, number: bigint): void;
  addMariadb(gtid: MariadbGtid): void;
  text(): string;
}

interface Run {
  readonly start: bigint;
  end: bigint;
}

export function createGtidTracker(from: string, mariadb: boolean): GtidTracker {
  let set: GtidSet = mariadb ? new Map() : (parseGtidSet(from) ?? new Map());
  const domains = new Map(mariadb ? (parseMariadbPosition(from) ?? []) : []);
  /** Since the text was last made. */
  let pending = new Map<string, Run[]>();
  let text: string | undefined = from;
  return {
    addMysql(source, number) {
      text = undefined;
      const runs = pending.get(source) ?? [];
      pending.set(source, runs);
      const last = runs.at(-1);
      if (last?.end === number) last.end = number + 1n;
      else runs.push({ start: number, end: number + 1n });
    },
    addMariadb(gtid) {
      text = undefined;
      domains.set(gtid.domain, gtid);
    },
    text() {
      if (text !== undefined) return text;
      set = uniteGtidSets(set, pending);
      pending = new Map();
      text = mariadb ? formatMariadbPosition(domains) : formatGtidSet(set);
      return text;
    },
  };
}
