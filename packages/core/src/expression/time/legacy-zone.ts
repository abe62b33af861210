// A zone as java.util.TimeZone knows it, which SimpleDateFormat reckons with: before the zone's first change since 1900 it has its
// present standard offset, where java.time and the IANA data have local mean time. A time that happens twice is the second one.
import type { TimeZone } from '../../value/index.ts';

export interface LegacyZone {
  readonly id: string;
  offsetAt(instantMs: number): number;
  instantOf(localMs: number): number;
}

const YEAR_1900_MS = -2_208_988_800_000;
const STEP_MS = 90 * 86_400_000;
const LAST_MS = 4_102_444_800_000;
const KNOWN = new Map<string, LegacyZone>();

export function legacyZone(zone: TimeZone): LegacyZone {
  const known = KNOWN.get(zone.id);
  if (known !== undefined) return known;
  const firstChange = findFirstChange(zone);
  // January and July of 2024: the smaller offset is the standard one.
  const standard = Math.min(zone.offsetAt(1_704_067_200_000), zone.offsetAt(1_719_792_000_000));
  const offsetAt = (instantMs: number): number =>
    instantMs < firstChange ? standard : zone.offsetAt(instantMs);
  const made: LegacyZone = {
    id: zone.id,
    offsetAt,
    instantOf: (localMs) => {
      const early = localMs - standard * 1000;
      return early < firstChange ? early : zone.instantOf(localMs, 'later');
    },
  };
  KNOWN.set(zone.id, made);
  return made;
}

/** Some instant between the first two offsets since 1900, exact to the second; the last instant looked at when there is no change. */
function findFirstChange(zone: TimeZone): number {
  const offset = zone.offsetAt(YEAR_1900_MS);
  for (let from = YEAR_1900_MS; from < LAST_MS; from += STEP_MS) {
    if (zone.offsetAt(from + STEP_MS) === offset) continue;
    let [low, high] = [from, from + STEP_MS];
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (zone.offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }
  return YEAR_1900_MS;
}
