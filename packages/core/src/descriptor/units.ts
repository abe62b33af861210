// Durations and sizes as Flink writes them: a whole number and a unit, a blank between them or not.

const DURATION_UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  ms: 1,
  milli: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
  µs: 1e-3,
  micro: 1e-3,
  micros: 1e-3,
  microsecond: 1e-3,
  microseconds: 1e-3,
  ns: 1e-6,
  nano: 1e-6,
  nanos: 1e-6,
  nanosecond: 1e-6,
  nanoseconds: 1e-6,
};

const KIB = 1024;
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  k: KIB,
  kb: KIB,
  kibibytes: KIB,
  m: KIB ** 2,
  mb: KIB ** 2,
  mebibytes: KIB ** 2,
  g: KIB ** 3,
  gb: KIB ** 3,
  gibibytes: KIB ** 3,
  t: KIB ** 4,
  tb: KIB ** 4,
  tebibytes: KIB ** 4,
};

/** Milliseconds of "30s", "5 min" or "250" (no unit: ms); undefined when it is no duration. Flink reads the units in lower case only. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text.trim(), DURATION_UNITS, 'ms');
}

/** Bytes of "64mb", "1 gb" or "4096" (no unit: bytes); undefined when it is no size. */
export function parseMemorySize(text: string): number | undefined {
  return parseQuantity(text.trim().toLowerCase(), SIZE_UNITS, 'b');
}

function parseQuantity(
  text: string,
  units: Readonly<Record<string, number>>,
  plain: string,
): number | undefined {
  const match = /^(\d+)\s*(\D*)$/u.exec(text);
  const unit = match?.[2]?.trim();
  if (match === null || unit === undefined) return undefined;
  const factor = Object.hasOwn(units, unit) ? units[unit] : unit === '' ? units[plain] : undefined;
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
