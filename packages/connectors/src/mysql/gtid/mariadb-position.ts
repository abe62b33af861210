// MariaDB's GTID position: the last transaction of each domain, "0-1-100,1-2-300". No set: what comes before in a domain is included.

export interface MariadbGtid {
  readonly domain: number;
  readonly server: number;
  readonly sequence: bigint;
}

/** By domain. */
export type MariadbPosition = ReadonlyMap<number, MariadbGtid>;

const GTID = /^(\d{1,10})-(\d{1,10})-(\d{1,20})$/u;

/** Undefined where the text is no position. */
export function parseMariadbPosition(text: string): MariadbPosition | undefined {
  const position = new Map<number, MariadbGtid>();
  for (const part of text.trim() === '' ? [] : text.split(',')) {
    const match = GTID.exec(part.trim());
    if (match === null) return undefined;
    const [domain, server] = [Number(match[1]), Number(match[2])];
    if (position.has(domain)) return undefined;
    position.set(domain, { domain, server, sequence: BigInt(match[3] ?? 0) });
  }
  return position;
}

export function formatMariadbGtid({ domain, server, sequence }: MariadbGtid): string {
  return `${domain}-${server}-${sequence}`;
}

/** In the order of the domains. */
export function formatMariadbPosition(position: MariadbPosition): string {
  return [...position.values()]
    .toSorted((a, b) => a.domain - b.domain)
    .map(formatMariadbGtid)
    .join(',');
}

export function advanceMariadbPosition(position: MariadbPosition, gtid: MariadbGtid): MariadbPosition {
  return new Map(position).set(gtid.domain, gtid);
}
