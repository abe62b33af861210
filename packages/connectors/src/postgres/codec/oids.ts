// Object identifiers of the built-in types that have a codec of their own (pg_type.dat; they never change).
export const BOOL = 16;
export const BYTEA = 17;
export const INT8 = 20;
export const INT2 = 21;
export const INT4 = 23;
export const TEXT = 25;
export const OID = 26;
export const JSON = 114;
export const FLOAT4 = 700;
export const FLOAT8 = 701;
export const MONEY = 790;
export const INET = 869;
export const BPCHAR = 1042;
export const VARCHAR = 1043;
export const DATE = 1082;
export const TIME = 1083;
export const TIMESTAMP = 1114;
export const TIMESTAMPTZ = 1184;
export const INTERVAL = 1186;
export const BIT = 1560;
export const NUMERIC = 1700;
export const UUID = 2950;
export const JSONB = 3802;

/** Array types of the above, for writing. */
export const ARRAY_OF: ReadonlyMap<number, number> = new Map([
  [BOOL, 1000],
  [BYTEA, 1001],
  [INT2, 1005],
  [INT4, 1007],
  [TEXT, 1009],
  [BPCHAR, 1014],
  [VARCHAR, 1015],
  [INT8, 1016],
  [FLOAT4, 1021],
  [FLOAT8, 1022],
  [TIMESTAMP, 1115],
  [DATE, 1182],
  [TIME, 1183],
  [TIMESTAMPTZ, 1185],
  [NUMERIC, 1231],
  [JSONB, 3807],
]);
