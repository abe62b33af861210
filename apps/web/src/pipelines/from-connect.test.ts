import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { createDocument } from '@tailrace/core/document';
import { deepChecks } from '@tailrace/core/pipeline';
import { describe, expect, it } from 'vitest';
import { readConnectConfigs } from './connect-config.ts';
import { toSelectors } from './connect-tables.ts';
import { pipelineFromConnect } from './from-connect.ts';

const POSTGRES = JSON.stringify({
  name: 'shop-connector',
  config: {
    'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
    'database.hostname': 'db',
    'database.port': 5433,
    'database.user': 'cdc',
    'database.password': 'geheim',
    'database.sslpassword': 'geheim2',
    'database.dbname': 'shop',
    'table.include.list': 'public\\.orders_.*,public.customers',
    'slot.name': 'shop_slot',
    'publication.autocreate.mode': 'filtered',
    'topic.prefix': 'shop',
    'snapshot.mode': 'no_data',
    transforms: 'route',
    'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
  },
});

const imported = (text: string) => pipelineFromConnect(readConnectConfigs(text) ?? []);

describe('pipelineFromConnect', () => {
  it('takes connection, tables and start over, names what it leaves out, and no password', () => {
    const { name, text, notes } = imported(POSTGRES);
    expect(name).toBe('shop-connector');
    expect(text).toBe(`source:
  type: postgres
  hostname: db
  port: 5433
  username: cdc
  password: \${secret.SOURCE_PASSWORD}
  tables: shop.public.orders_\\.*, shop.public.customers
  slot.name: shop_slot
  debezium.publication.autocreate.mode: filtered
  scan.startup.mode: latest-offset
pipeline:
  name: shop-connector
`);
    expect(notes.join('\n')).toMatch(/SOURCE_PASSWORD[^]*RegexRouter[^]*choose one in the designer/u);
    expect(text + notes.join()).not.toContain('geheim');
  });

  it('makes a document that has no finding but the missing sink', () => {
    const { diagnostics } = createDocument(imported(POSTGRES).text, {
      catalog: connectorCatalog,
      checks: deepChecks,
    });
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
      'missing-section',
    ]);
  });

  it('joins a source and a JDBC sink', () => {
    const sink = {
      name: 's',
      config: {
        'connector.class': 'io.debezium.connector.jdbc.JdbcSinkConnector',
        'connection.url': 'jdbc:postgresql://wh:5434/ods',
        'connection.username': 'w',
      },
    };
    const { text } = imported(JSON.stringify([JSON.parse(POSTGRES), sink]));
    expect(text).toContain('sink:\n  type: postgres\n  hostname: wh\n  port: 5434\n  username: w\n');
    expect(text).toContain('  database: ods\n');
  });

  it.each([
    ['MySQL as a bare map', '{"connector.class":"io.debezium.connector.mysql.MySqlConnector","database.include.list":"shop,erp"}', 'type: mysql', 'tables: shop.\\.*, erp.\\.*'],
    ['Debezium Server', 'debezium.source.connector.class=io.debezium.connector.mysql.MySqlConnector\ndebezium.source.table.include.list=shop.orders\n', 'type: mysql', 'tables: shop.orders'],
  ])('reads %s', (_, text, ...wanted) => {
    for (const line of wanted) expect(imported(text).text).toContain(line);
  }); // prettier-ignore

  it.each(['source:\n  type: mysql\n', '{"a": 1}', '{broken', ''])('takes %j for none of them', (text) => {
    expect(readConnectConfigs(text)).toBeUndefined();
  });
});

describe('toSelectors', () => {
  it.each([
    ['public.orders', 'public.orders'],
    ['public\\.orders', 'public.orders'],
    ['public\\.orders_.*', 'public.orders_\\.*'],
    ['shop[0-9]+\\.o.+', 'shop[0-9]+.o\\.+'],
    ['(a|b)\\.t', '(a|b).t'],
  ])('%s → %s', (list, wanted) => {
    expect(toSelectors(list, '')).toBe(wanted);
  });
});
