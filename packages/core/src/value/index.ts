export {
  UNSENT,
  type Decimal,
  type JsonValue,
  type MapValue,
  type Row,
  type Timestamp,
  type Value,
  type VariantValue,
  type ZonedTimestamp,
} from './value.ts';
