// What a person would call a thing, and one line of substance, as far as the text tells. Secrets are never among the facts.
import type { PipelineDef, RouteRule, TransformRule } from '../pipeline/index.ts';

export interface Words {
  readonly title: string;
  readonly summary: string;
  readonly connector?: string;
}

type Connector = NonNullable<PipelineDef['source']>;

export function describeConnector({ type, name, options }: Connector): Words {
  const title = name ?? type ?? 'no type yet';
  const database = options['database'] ?? options['database-name'];
  const host =
    options['hostname'] ??
    options['fenodes'] ??
    options['properties.bootstrap.servers'] ??
    options['jdbc-url'];
  const place =
    host === undefined ? '' : `${host}${options['port'] === undefined ? '' : `:${options['port']}`}`;
  const facts = [place, database ?? '', options['tables'] ?? ''].filter((fact) => fact !== '');
  const summary = facts.join(' · ');
  return { title, summary, ...(type === undefined ? {} : { connector: type }) };
}

/** Words by rule: rules that did not change are the same objects from snapshot to snapshot. */
const known = new WeakMap<object, Words>();

function remembered<T extends object>(rule: T, describe: (rule: T) => Words): Words {
  const words = known.get(rule) ?? describe(rule);
  known.set(rule, words);
  return words;
}

export function describeTransform(rule: TransformRule): Words {
  return remembered(rule, transformWords);
}

export function describeRoute(rule: RouteRule): Words {
  return remembered(rule, routeWords);
}

function transformWords({ sourceTable, projection, filter, ...rule }: TransformRule): Words {
  const facts = [
    projection === undefined ? '' : columnWords(projection),
    filter === undefined ? '' : `filter ${oneLine(filter)}`,
    rule.primaryKeys === undefined ? '' : `key ${rule.primaryKeys.join(', ')}`,
    rule.converter === undefined ? '' : 'soft delete',
  ].filter((fact) => fact !== '');
  const summary = facts.length > 0 ? facts.join(' · ') : (rule.description ?? 'passes everything');
  return { title: readablePattern(sourceTable) || 'no tables yet', summary };
}

function routeWords({ sourceTable, sinkTable, replaceSymbol, description }: RouteRule): Words {
  const from = readablePattern(sourceTable) || 'no tables yet';
  const to = sinkTable.trim() === '' ? '…' : sinkTable;
  const symbol =
    replaceSymbol === undefined || replaceSymbol === '' ? '' : `${replaceSymbol} is the table's name`;
  const summary = [description ?? '', symbol].filter((fact) => fact !== '').join(' · ');
  return { title: `${from} → ${to}`, summary };
}

/** `app_db.orders_\.*` reads as `app_db.orders_*`: the escaped dot is the regular expression's any character. */
function readablePattern(pattern: string): string {
  return oneLine(pattern).replaceAll('\\.*', '*').replaceAll('\\.', '.');
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

/** "all columns, 2 computed" or "4 columns, 1 computed". */
function columnWords(projection: string): string {
  const items = splitItems(projection);
  const hasAll = items.some((item) => item === '*');
  const named = items.filter((item) => item !== '*');
  const computed = named.filter((item) => !/^[\w$]+$|^`[^`]+`$/u.test(item)).length;
  const columns = hasAll ? 'all columns' : `${named.length} column${named.length === 1 ? '' : 's'}`;
  return computed === 0 ? columns : `${columns}, ${computed} computed`;
}

/** Items of a select list: commas outside of parentheses and quotes part them. */
function splitItems(projection: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let quote = '';
  let item = '';
  for (const unit of projection) {
    if (quote !== '') quote = unit === quote ? '' : quote;
    else if (unit === "'" || unit === '"' || unit === '`') quote = unit;
    else if (unit === '(') depth += 1;
    else if (unit === ')') depth -= 1;
    if (unit === ',' && depth === 0 && quote === '') {
      items.push(item.trim());
      item = '';
    } else item += unit;
  }
  return [...items, item.trim()].filter((part) => part !== '');
}
