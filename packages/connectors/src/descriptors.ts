// All connectors, as descriptors: safe for the browser, without a line of what runs them (registry.ts).
import { createCatalog, type ConnectorCatalog } from '@tailrace/core/descriptor';
import { postgresSink, postgresSource } from './postgres/descriptor.ts';
import { valuesSink, valuesSource } from './values/descriptor.ts';

export const connectorCatalog: ConnectorCatalog = createCatalog([
  postgresSource,
  valuesSource,
  postgresSink,
  valuesSink,
]);
