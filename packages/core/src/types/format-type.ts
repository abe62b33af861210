import { type DataType, MAX_LENGTH, type RowField, type TypeKind } from './data-type.ts';

/** The one text form of a type (contract: change events), with ` NOT NULL` where it is so; `parseDataType` reads it back. */
export function formatDataType(type: DataType): string {
  return type.nullable ? formatBare(type) : `${formatBare(type)} NOT NULL`;
}

function formatBare(type: DataType): string {
  if ('length' in type) return formatSized(type.kind, type.length);
  if ('scale' in type) return `DECIMAL(${type.precision}, ${type.scale})`;
  if ('precision' in type) {
    return type.kind === 'TIMESTAMP_TZ'
      ? `TIMESTAMP(${type.precision}) WITH TIME ZONE`
      : `${type.kind}(${type.precision})`;
  }
  if ('element' in type) return `ARRAY<${formatDataType(type.element)}>`;
  if ('key' in type) return `MAP<${formatDataType(type.key)}, ${formatDataType(type.value)}>`;
  if ('fields' in type) return `ROW<${type.fields.map(formatField).join(', ')}>`;
  return type.kind;
}

function formatSized(kind: TypeKind, length: number): string {
  if (length === MAX_LENGTH && kind === 'VARCHAR') return 'STRING';
  if (length === MAX_LENGTH && kind === 'VARBINARY') return 'BYTES';
  return `${kind}(${length})`;
}

function formatField(field: RowField): string {
  const name = /^[A-Za-z_]\w*$/.test(field.name) ? field.name : `\`${field.name.replaceAll('`', '``')}\``;
  const text = `${name} ${formatDataType(field.type)}`;
  return field.description === undefined ? text : `${text} '${field.description.replaceAll("'", "''")}'`;
}
