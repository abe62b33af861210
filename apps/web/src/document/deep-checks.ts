// A chunk of its own: all descriptors, the language of patterns and all functions of expressions, which nobody needs to see the first picture.
export { connectorCatalog } from '@tailrace/connectors/descriptors';
export { deepChecks } from '@tailrace/core/pipeline';
