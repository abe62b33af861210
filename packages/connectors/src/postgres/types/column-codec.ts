// From a column's PostgreSQL type to its type in the pipeline and to the two ways of reading its cells (binary from COPY, text from
// pgoutput). The table of types is that of the Flink CDC connector; where that one loses something in silence, a value that does not
// fit is refused here. Beyond it, base types whose text is the value (network addresses, ranges, full text, geometry, …) are STRINGs.
import { MAX_LENGTH, type DataType } from '@tailrace/core/types';
import type { Decimal, Value } from '@tailrace/core/value';
import { binary, binaryArray, binaryMoney, type CellDecoder } from '../codec/binary-decoders.ts';
import * as oids from '../codec/oids.ts';
import { text, textArray, textMoney } from '../codec/text-decoders.ts';
import { ValueError } from '../../value-error.ts';
import type { PgType, TypeCatalog } from './type-catalog.ts';

/** Options of the document that change how types are read (Debezium's names). */
export interface TypeHandling {
  readonly decimal: 'precise' | 'double' | 'string';
  readonly interval: 'numeric' | 'string';
  readonly binary: 'bytes' | 'base64' | 'hex';
  readonly moneyScale: number;
}

export interface ColumnCodec {
  readonly type: DataType;
  /** Expression of the SELECT under COPY, for the quoted name of the column. */
  readonly select: (column: string) => string;
  /** OID of the type whose binary form that expression has. */
  readonly wireOid: number;
  readonly binary: CellDecoder;
  readonly text: CellDecoder;
  /** The type's own binary form, which pgoutput sends where it is asked to; absent where only its text can be read here. */
  readonly native?: NativeForm;
}

interface NativeForm {
  /** OID of a type whose binary form it is; 0 where it is that of no other server's type, so that it has to be decoded. */
  readonly oid: number;
  readonly decode: CellDecoder;
}

const same = (column: string): string => column;
const asText = (column: string): string => `${column}::text`;
const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
const stringCodec: ColumnCodec = {
  type: STRING,
  select: asText,
  wireOid: oids.TEXT,
  binary: binary.text,
  text: text.text,
};

const plain = (
  wireOid: number,
  type: DataType,
  decoders: Pick<ColumnCodec, 'binary' | 'text'>,
): ColumnCodec => ({
  type,
  select: same,
  wireOid,
  ...decoders,
  native: { oid: wireOid, decode: decoders.binary },
});

const of = (kind: 'BOOLEAN' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE'): DataType => ({
  kind,
  nullable: true,
});

/** Types without a modifier. */
const FIXED: ReadonlyMap<number, ColumnCodec> = new Map(
  [
    plain(oids.BOOL, of('BOOLEAN'), { binary: binary.bool, text: text.bool }),
    plain(oids.INT2, of('SMALLINT'), { binary: binary.int2, text: text.integer }),
    plain(oids.INT4, of('INT'), { binary: binary.int4, text: text.integer }),
    plain(oids.INT8, of('BIGINT'), { binary: binary.int8, text: text.int8 }),
    plain(oids.OID, of('BIGINT'), { binary: binary.oid, text: text.int8 }),
    plain(oids.FLOAT4, of('FLOAT'), { binary: binary.float4, text: text.float4 }),
    plain(oids.FLOAT8, of('DOUBLE'), { binary: binary.float8, text: text.float8 }),
    plain(oids.TEXT, STRING, { binary: binary.text, text: text.text }),
    plain(oids.DATE, of('DATE'), { binary: binary.date, text: text.date }),
  ].map((codec) => [codec.wireOid, codec]),
);

/** The codec of a type, its result nullable; undefined for a type that cannot be read. */
export function findCodec(
  types: TypeCatalog,
  oid: number,
  typmod: number,
  handling: TypeHandling,
): ColumnCodec | undefined {
  const type = types.get(oid);
  if (type === undefined) return undefined;
  if (type.kind === 'd') {
    return findCodec(types, type.baseOid, typmod === -1 ? type.baseTypmod : typmod, handling);
  }
  if (type.elementOid !== 0) return arrayCodec(types, type, typmod, handling);
  return FIXED.get(oid) ?? modified(oid, typmod, handling) ?? textual(type);
}

function modified(oid: number, typmod: number, handling: TypeHandling): ColumnCodec | undefined {
  switch (oid) {
    case oids.NUMERIC:
      return numericCodec(typmod, handling);
    case oids.MONEY:
      return moneyCodec(handling);
    case oids.BPCHAR:
      return sized(oid, { kind: 'CHAR', length: typmod < 5 ? 1 : typmod - 4, nullable: true });
    case oids.VARCHAR:
      return sized(oid, { kind: 'VARCHAR', length: typmod < 5 ? MAX_LENGTH : typmod - 4, nullable: true });
    case oids.BYTEA:
      return byteaCodec(handling);
    case oids.TIME:
      return timed(oid, 'TIME', typmod);
    case oids.TIMESTAMP:
      return timed(oid, 'TIMESTAMP', typmod);
    case oids.TIMESTAMPTZ:
      return timed(oid, 'TIMESTAMP_LTZ', typmod);
    case oids.INTERVAL:
      return handling.interval === 'string'
        ? plain(oid, STRING, { binary: binary.intervalText, text: text.intervalText })
        : plain(oid, of('BIGINT'), { binary: binary.intervalMicros, text: text.intervalMicros });
    case oids.BIT:
      return bitCodec(typmod);
    case oids.INET:
      // The cast to text adds a /32 that the output function leaves out.
      return { ...stringCodec, select: (column) => `textin(inet_out(${column}))` };
    default:
      return undefined;
  }
}

function sized(oid: number, type: DataType): ColumnCodec {
  return plain(oid, type, { binary: binary.text, text: text.text });
}

function timed(oid: number, kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ', typmod: number): ColumnCodec {
  const decoders =
    kind === 'TIME'
      ? { binary: binary.time, text: text.time }
      : { binary: binary.timestamp, text: text.timestamp };
  return plain(oid, { kind, precision: typmod < 0 ? 6 : typmod, nullable: true }, decoders);
}

function bitCodec(typmod: number): ColumnCodec {
  const bits = Math.max(typmod, 1);
  return bits === 1
    ? plain(oids.BIT, of('BOOLEAN'), { binary: binary.bool1, text: text.bool1 })
    : plain(
        oids.BIT,
        { kind: 'BINARY', length: bits, nullable: true },
        { binary: binary.bit, text: text.bit },
      );
}

function byteaCodec(handling: TypeHandling): ColumnCodec {
  if (handling.binary === 'bytes') {
    const type: DataType = { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true };
    return plain(oids.BYTEA, type, { binary: binary.bytea, text: text.bytea });
  }
  const form = handling.binary;
  const encoded =
    (decode: CellDecoder): CellDecoder =>
    (buffer, at, length) => {
      const bytes = decode(buffer, at, length);
      return bytes instanceof Uint8Array ? Buffer.from(bytes).toString(form) : bytes;
    };
  return plain(oids.BYTEA, STRING, { binary: encoded(binary.bytea), text: encoded(text.bytea) });
}

/** typmod of numeric(p, s): ((p << 16) | (s & 0x7ff)) + 4, the scale signed since PostgreSQL 15. */
export function numericModifier(typmod: number): { precision: number; scale: number } | undefined {
  if (typmod < 4) return undefined;
  const scale = (((typmod - 4) & 0x7ff) << 21) >> 21;
  return { precision: (typmod - 4) >> 16, scale };
}

function numericCodec(typmod: number, handling: TypeHandling): ColumnCodec {
  if (handling.decimal === 'string') return stringCodec;
  if (handling.decimal === 'double') return doubleCodec;
  const modifier = numericModifier(typmod);
  if (modifier === undefined) return looseDecimal('without a precision');
  const scale = Math.max(modifier.scale, 0);
  const precision = Math.max(modifier.precision - Math.min(modifier.scale, 0), scale);
  if (precision > 38) return looseDecimal(`of ${precision} digits`);
  return plain(
    oids.NUMERIC,
    { kind: 'DECIMAL', precision, scale, nullable: true },
    { binary: binary.numeric, text: text.numeric },
  );
}

const doubleCodec: ColumnCodec = {
  type: of('DOUBLE'),
  select: (column) => `${column}::float8`,
  wireOid: oids.FLOAT8,
  binary: binary.float8,
  text: text.float8,
};

/** Flink CDC calls it DECIMAL(38, 0) and drops the fraction; here a value with a fraction is refused. */
function looseDecimal(what: string): ColumnCodec {
  const whole =
    (decode: CellDecoder): CellDecoder =>
    (buffer, at, length) =>
      wholeNumber(decode(buffer, at, length), what);
  return plain(
    oids.NUMERIC,
    { kind: 'DECIMAL', precision: 38, scale: 0, nullable: true },
    { binary: whole(binary.numeric), text: whole(text.numeric) },
  );
}

const LIMIT_38 = 10n ** 38n;

function wholeNumber(value: Value, what: string): Value {
  const { unscaled, scale } = value as Decimal;
  const divisor = 10n ** BigInt(scale);
  const whole = unscaled / divisor;
  if (whole * divisor !== unscaled || whole >= LIMIT_38 || whole <= -LIMIT_38) {
    throw new ValueError(
      `a numeric ${what} is a DECIMAL(38, 0) in Flink CDC, and this value does not fit. Give the column a precision, or read it with debezium.decimal.handling.mode: string.`,
    );
  }
  return scale === 0 ? value : { unscaled: whole, scale: 0 };
}

function moneyCodec(handling: TypeHandling): ColumnCodec {
  const scale = handling.moneyScale;
  if (handling.decimal === 'string') return { ...doubleOrText(scale), type: STRING };
  return plain(
    oids.MONEY,
    { kind: 'DECIMAL', precision: 38, scale, nullable: true },
    { binary: binaryMoney(scale), text: textMoney(scale) },
  );
}

function doubleOrText(scale: number): ColumnCodec {
  const written =
    (decode: CellDecoder): CellDecoder =>
    (buffer, at, length) => {
      const { unscaled } = decode(buffer, at, length) as Decimal;
      const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
      const point = digits.length - scale;
      return `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
    };
  return plain(oids.MONEY, STRING, { binary: written(binaryMoney(scale)), text: written(textMoney(scale)) });
}

/** Base types, enums and ranges whose text is the whole value. Composite and pseudo types have none that could be read back by column. */
function textual(type: PgType): ColumnCodec | undefined {
  if (!['b', 'e', 'r', 'm'].includes(type.kind) || UNREADABLE.has(type.name)) return undefined;
  const native = type.kind === 'e' ? LABEL : NATIVE.get(type.oid);
  return native === undefined ? stringCodec : { ...stringCodec, native };
}

/** The label of an enum; its bytes are those of a text. */
const LABEL: NativeForm = { oid: oids.TEXT, decode: binary.text };

/** Types whose text is easily made of their binary form. */
const NATIVE: ReadonlyMap<number, NativeForm> = new Map([
  [oids.UUID, { oid: oids.UUID, decode: binary.uuid }],
  [oids.JSON, { oid: oids.JSON, decode: binary.text }],
  [oids.JSONB, { oid: oids.JSONB, decode: binary.jsonb }],
]);

/** Flink CDC has a form of its own for the first three that is not made here. */
const UNREADABLE = new Set(['hstore', 'geometry', 'geography', 'timetz']);

function arrayCodec(
  types: TypeCatalog,
  type: PgType,
  typmod: number,
  handling: TypeHandling,
): ColumnCodec | undefined {
  const element = findCodec(types, type.elementOid, typmod, handling);
  if (element === undefined || type.elementOid === oids.INET) return undefined;
  const arrayOid = oids.ARRAY_OF.get(element.wireOid);
  const cast = element.select('') === '' ? same : (column: string) => `${column}${element.select('')}[]`;
  return {
    type: { kind: 'ARRAY', element: element.type, nullable: true },
    select: cast,
    wireOid: element.select('') === '' ? type.oid : (arrayOid ?? 0),
    binary: binaryArray(element.binary),
    text: textArray(element.text),
    ...(element.native === undefined ? {} : { native: arrayForm(type, element.native) }),
  };
}

/** The bytes of an array name the type of its elements: those of a type that this database alone has are of use nowhere else. */
function arrayForm(type: PgType, element: NativeForm): NativeForm {
  const everywhere = type.oid < FIRST_OWN_OID && element.oid !== 0;
  return { oid: everywhere ? type.oid : 0, decode: binaryArray(element.decode) };
}

/** FirstNormalObjectId: types made by users have OIDs from here on. */
const FIRST_OWN_OID = 16_384;
