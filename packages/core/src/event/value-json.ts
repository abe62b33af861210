// Values as JSON (contract: change events, "Values"). A type is turned into a pair of functions once and remembered, so that a row
// costs no decisions about types.
import { must } from '../assert/index.ts';
import { type DataType, formatDataType } from '../types/index.ts';
import {
  type JsonValue,
  type Timestamp,
  UNSENT,
  type Value,
  decodeBase64,
  decimalFromNumber,
  encodeBase64,
  fitDecimal,
  formatDate,
  formatDecimal,
  formatInstant,
  formatTime,
  formatTimestamp,
  formatZonedTimestamp,
  parseDate,
  parseDecimal,
  parseInstant,
  parseTime,
  parseTimestamp,
  parseZonedTimestamp,
} from '../value/index.ts';
import { EventFault, shown } from './event-fault.ts';

interface ValueCodec {
  /** Never called with null. */
  readonly encode: (value: Value) => JsonValue;
  /** Never called with null; undefined when the type cannot hold it. */
  readonly decode: (json: unknown) => Value | undefined;
}

const codecs = new WeakMap<DataType, ValueCodec>();

function codecOf(type: DataType): ValueCodec {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = makeCodec(type);
    codecs.set(type, codec);
  }
  return codec;
}

/** The JSON of a value of this type; UNSENT has none and is refused. */
export function encodeValue(value: Value, type: DataType): JsonValue {
  if (value === UNSENT) throw new Error('internal: a value that was not sent has no JSON');
  return value === null ? null : codecOf(type).encode(value);
}

/** The JSON of values of this type that are neither null nor unsent. */
export function valueEncoder(type: DataType): (value: Value) => JsonValue {
  const { encode } = codecOf(type);
  return encode;
}

/** Reads a value of this type; throws EventFault `event-value` when it is none. */
export function decodeValue(json: unknown, type: DataType): Value {
  if (json === null || json === undefined) return null;
  const value = codecOf(type).decode(json);
  if (value === undefined) {
    throw new EventFault('event-value', `${shown(json)} is not a value of type ${formatDataType(type)}`);
  }
  return value;
}

/** Encoders get values of their own type only; the static type of the column is the tag. */
function codec<T extends Value>(
  encode: (value: T) => JsonValue,
  decode: (json: unknown) => T | undefined,
): ValueCodec {
  return { encode: (value) => encode(value as T), decode };
}

const ofText =
  <T>(read: (text: string) => T | undefined) =>
  (json: unknown): T | undefined =>
    typeof json === 'string' ? read(json) : undefined;

const integer = (bits: number): ValueCodec => {
  const limit = 2 ** (bits - 1);
  return codec<number>(
    (value) => value,
    (json) =>
      typeof json === 'number' && Number.isInteger(json) && json >= -limit && json < limit ? json : undefined,
  );
};

const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

const BIGINT = codec<bigint>(
  (value) => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  },
  (json) => {
    if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : undefined;
    if (typeof json !== 'string' || !/^[+-]?\d+$/.test(json)) return undefined;
    const value = BigInt(json.startsWith('+') ? json.slice(1) : json);
    return value >= MIN_LONG && value <= MAX_LONG ? value : undefined;
  },
);

const SPECIAL: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);
const readNumber = (json: unknown): number | undefined =>
  typeof json === 'number' ? json : SPECIAL.get(json);
const DOUBLE = codec<number>((value) => (Number.isFinite(value) ? value : String(value)), readNumber);
const FLOAT = codec<number>(
  (value) => (Number.isFinite(value) ? shortestFloat(value) : String(value)),
  (json) => {
    const value = readNumber(json);
    return value === undefined ? undefined : Math.fround(value);
  },
);

/** The shortest number that is the same 32-bit float: 0.1 instead of 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

const STRING = codec<string>(
  (value) => value,
  ofText((text) => (text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, '?'))),
);
const BYTES = codec<Uint8Array>(encodeBase64, ofText(decodeBase64));

const ATOMIC: Partial<Record<DataType['kind'], ValueCodec>> = {
  BOOLEAN: codec<boolean>(
    (value) => value,
    (json) => (typeof json === 'boolean' ? json : undefined),
  ),
  TINYINT: integer(8),
  SMALLINT: integer(16),
  INT: integer(32),
  BIGINT,
  FLOAT,
  DOUBLE,
  CHAR: STRING,
  VARCHAR: STRING,
  BINARY: BYTES,
  VARBINARY: BYTES,
  DATE: codec<number>(formatDate, ofText(parseDate)),
  TIME: codec<number>(formatTime, ofText(parseTime)),
  TIMESTAMP: codec<Timestamp>(formatTimestamp, ofText(parseTimestamp)),
  TIMESTAMP_LTZ: codec<Timestamp>(formatInstant, ofText(parseInstant)),
  TIMESTAMP_TZ: {
    encode: (value) => formatZonedTimestamp(value as Parameters<typeof formatZonedTimestamp>[0]),
    decode: ofText(parseZonedTimestamp),
  },
  VARIANT: {
    encode: (value) => (value as { readonly json: JsonValue }).json,
    decode: (json) => ({ json: json as JsonValue }),
  },
};

function makeCodec(type: DataType): ValueCodec {
  if (type.kind === 'DECIMAL') return decimalCodec(type.precision, type.scale);
  if (type.kind === 'ARRAY') return arrayCodec(type.element);
  if (type.kind === 'MAP') return mapCodec(type.key, type.value);
  if (type.kind === 'ROW') return rowCodec(type);
  return must(ATOMIC[type.kind], `no JSON form of ${type.kind}`);
}

function arrayCodec(element: DataType): ValueCodec {
  return codec<readonly Value[]>(
    (values) => values.map((value) => encodeValue(value, element)),
    (json) => (Array.isArray(json) ? json.map((item) => decodeValue(item, element)) : undefined),
  );
}

function decimalCodec(precision: number, scale: number): ValueCodec {
  return {
    encode: (value) => {
      const decimal = value as Parameters<typeof formatDecimal>[0];
      return formatDecimal(decimal.scale === scale ? decimal : (fitDecimal(decimal, 1000, scale) ?? decimal));
    },
    decode: (json) => {
      const read =
        typeof json === 'string'
          ? parseDecimal(json)
          : typeof json === 'number'
            ? decimalFromNumber(json)
            : undefined;
      return read === undefined ? undefined : (fitDecimal(read, precision, scale) ?? undefined);
    },
  };
}

function mapCodec(key: DataType, value: DataType): ValueCodec {
  return {
    encode: (entries) =>
      (entries as readonly (readonly [Value, Value])[]).map(([k, v]) => [
        encodeValue(k, key),
        encodeValue(v, value),
      ]),
    decode: (json) => {
      if (!Array.isArray(json)) return undefined;
      const entries: [Value, Value][] = [];
      for (const entry of json as readonly unknown[]) {
        if (!Array.isArray(entry) || entry.length !== 2) return undefined;
        entries.push([decodeValue(entry[0], key), decodeValue(entry[1], value)]);
      }
      return entries;
    },
  };
}

function rowCodec(type: DataType & { readonly kind: 'ROW' }): ValueCodec {
  const { fields } = type;
  return {
    encode: (values) =>
      Object.fromEntries(
        fields.map((field, at) => [
          field.name,
          encodeValue((values as readonly Value[])[at] ?? null, field.type),
        ]),
      ),
    decode: (json) => {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
      const entries = new Map<string, unknown>(Object.entries(json));
      const values = fields.map((field) => decodeValue(entries.get(field.name), field.type));
      const known = new Set(fields.map((field) => field.name));
      return [...entries.keys()].every((name) => known.has(name)) ? values : undefined;
    },
  };
}
