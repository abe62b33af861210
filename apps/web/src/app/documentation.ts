// What can be looked up by name: every function of the expression language and every connector, from the data that completion and the
// forms read.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import type { ConnectorDescriptor } from '@tailrace/core/descriptor';
import { FUNCTIONS, type FunctionDoc } from '@tailrace/core/expression';

export type DocumentationEntry =
  | { readonly id: string; readonly label: string; readonly kind: 'function'; readonly doc: FunctionDoc }
  | {
      readonly id: string;
      readonly label: string;
      readonly kind: 'connector';
      readonly doc: ConnectorDescriptor;
    };

/** Made when it is first asked for: only the palette and the page of an entry need it. */
let entries: readonly DocumentationEntry[] | undefined;

export function documentationEntries(): readonly DocumentationEntry[] {
  entries ??= [
    ...FUNCTIONS.map((doc) => ({
      id: `function-${doc.name}`,
      label: `${doc.name}: ${doc.summary}`,
      kind: 'function' as const,
      doc,
    })),
    ...connectorCatalog.connectors.map((doc) => ({
      id: `${doc.role}-${doc.type}`,
      label: `${doc.title} ${doc.role}: ${doc.summary}`,
      kind: 'connector' as const,
      doc,
    })),
  ];
  return entries;
}
