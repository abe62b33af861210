// All connectors, as descriptors: safe for the browser, without a line of what runs them (registry.ts).
import { createCatalog, type ConnectorCatalog } from '@tailrace/core/descriptor';
import { dorisSink } from './doris/descriptor.ts';
import { elasticsearchSink } from './elasticsearch/descriptor.ts';
import { flussSink } from './fluss/descriptor.ts';
import { hudiSink } from './hudi/descriptor.ts';
import { icebergSink } from './iceberg/descriptor.ts';
import { kafkaSink } from './kafka/descriptor.ts';
import { maxcomputeSink } from './maxcompute/descriptor.ts';
import { mysqlSink, mysqlSource } from './mysql/descriptor.ts';
import { oceanbaseSink } from './oceanbase/descriptor.ts';
import { oracleSource } from './oracle/descriptor.ts';
import { paimonSink } from './paimon/descriptor.ts';
import { postgresSink, postgresSource } from './postgres/descriptor.ts';
import { sqlserverSource } from './sqlserver/descriptor.ts';
import { starrocksSink } from './starrocks/descriptor.ts';
import { valuesSink, valuesSource } from './values/descriptor.ts';

/** In the order of the palette: sources, then sinks, those that the embedded engine runs first. */
export const connectorCatalog: ConnectorCatalog = createCatalog([
  postgresSource,
  mysqlSource,
  oracleSource,
  sqlserverSource,
  valuesSource,
  postgresSink,
  mysqlSink,
  kafkaSink,
  dorisSink,
  starrocksSink,
  elasticsearchSink,
  icebergSink,
  paimonSink,
  hudiSink,
  flussSink,
  maxcomputeSink,
  oceanbaseSink,
  valuesSink,
]);
