// CAST to text. Lengths are ignored, as Flink CDC does (reference: transform, CAST matrix).
import {
  encodeBase64,
  formatDate,
  formatOffset,
  formatTime,
  formatTimestamp,
  type Timestamp,
  type Value,
} from '../../value/index.ts';
import { formatDataType, type DataType } from '../../types/index.ts';
import {
  bytesCell,
  decimalCell,
  listCell,
  mapCell,
  numberCell,
  timestampCell,
  variantCell,
  zonedCell,
} from '../compile/cells.ts';
import { formatJson } from './json-text.ts';
import { javaDecimalText, javaDoubleText, javaFloatText } from './java-number-text.ts';

/** Text of a value that is not null. */
export type TextOf = (value: Value) => string;

export function textConverter(type: DataType): TextOf {
  switch (type.kind) {
    case 'FLOAT':
      return (value) => javaFloatText(numberCell(value));
    case 'DOUBLE':
      return (value) => javaDoubleText(numberCell(value));
    case 'DECIMAL':
      return (value) => javaDecimalText(decimalCell(value));
    case 'BINARY':
    case 'VARBINARY':
      return (value) => encodeBase64(bytesCell(value));
    case 'VARIANT':
      return (value) => formatJson(variantCell(value).json);
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return nestedConverter(type);
    default:
      return momentConverter(type) ?? String;
  }
}

function momentConverter(type: DataType): TextOf | undefined {
  switch (type.kind) {
    case 'DATE':
      return (value) => formatDate(numberCell(value));
    case 'TIME':
      return (value) => shortTime(formatTime(numberCell(value)));
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (value) => localText(timestampCell(value));
    case 'TIMESTAMP_TZ':
      return (value) => {
        const { ms, nanos, offsetSeconds } = zonedCell(value);
        const offset = offsetSeconds === 0 ? 'Z' : formatOffset(offsetSeconds);
        return formatTimestamp({ ms: ms + offsetSeconds * 1000, nanos }) + offset;
      };
    default:
      return undefined;
  }
}

function localText(value: Timestamp): string {
  const text = formatTimestamp(value);
  const clock = text.lastIndexOf('T') + 1;
  return text.slice(0, clock) + shortTime(text.slice(clock));
}

/** ISO as java.time prints it: seconds only where they are not zero, a fraction in groups of three digits. */
function shortTime(text: string): string {
  const [clock = '', fraction] = text.split('.');
  if (fraction !== undefined) return `${clock}.${fraction.padEnd(Math.ceil(fraction.length / 3) * 3, '0')}`;
  return clock.endsWith(':00') ? clock.slice(0, -3) : clock;
}

/** `[1, 2]`, `{k -> v}`, `{name: STRING -> Ana}`; a null inside is `null`. */
function nestedConverter(type: DataType & { readonly kind: 'ARRAY' | 'MAP' | 'ROW' }): TextOf {
  const orNull =
    (convert: TextOf): TextOf =>
    (value) =>
      value === null ? 'null' : convert(value);
  if (type.kind === 'ARRAY') {
    const element = orNull(textConverter(type.element));
    return (value) => `[${listCell(value).map(element).join(', ')}]`;
  }
  if (type.kind === 'MAP') {
    const [key, entry] = [orNull(textConverter(type.key)), orNull(textConverter(type.value))];
    return (value) =>
      `{${mapCell(value)
        .map(([k, v]) => `${key(k)} -> ${entry(v)}`)
        .join(', ')}}`;
  }
  const fields = type.fields.map((field) => ({
    label: `${field.name}: ${formatDataType(field.type)}`,
    convert: orNull(textConverter(field.type)),
  }));
  return (value) => {
    const cells = listCell(value);
    return `{${fields.map(({ label, convert }, at) => `${label} -> ${convert(cells[at] ?? null)}`).join(', ')}}`;
  };
}
