import type { ConnectorDescriptor } from '@tailrace/core/descriptor';
import type { FunctionDoc } from '@tailrace/core/expression';
import { Dialog } from '../ui/dialog.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Table } from '../ui/table.tsx';
import css from './documentation-dialog.module.css';
import { documentationEntries } from './documentation.ts';
import { closeOverlay, useDocumentationEntry } from './overlay.ts';

/** One function or connector, with all that is known of it. */
export function DocumentationDialog() {
  const id = useDocumentationEntry();
  const entry = documentationEntries().find((candidate) => candidate.id === id);
  if (entry === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      shape="wide"
      title={entry.kind === 'function' ? entry.doc.name : `${entry.doc.title} (${entry.doc.role})`}
      description={entry.doc.summary}
    >
      {entry.kind === 'function' ? <FunctionPage doc={entry.doc} /> : <ConnectorPage doc={entry.doc} />}
    </Dialog>
  );
}

function FunctionPage({ doc }: { readonly doc: FunctionDoc }) {
  return (
    <div className={css.page}>
      <pre>{doc.signatures.join('\n')}</pre>
      <p>
        Returns {doc.returns}. NULL: {doc.nulls}
      </p>
      {doc.since !== undefined && <p>In Flink CDC {doc.since}.</p>}
      <Table caption={`Examples of ${doc.name}`}>
        <thead>
          <tr>
            <th scope="col">Expression</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {doc.examples.map(({ expression, result }) => (
            <tr key={expression}>
              <td>
                <code>{expression}</code>
              </td>
              <td>
                <code>{result}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function ConnectorPage({ doc }: { readonly doc: ConnectorDescriptor }) {
  const engines = doc.engines.map((engine) => (engine === 'flink' ? 'Apache Flink' : 'this machine'));
  return (
    <div className={css.page}>
      <p>
        <code>type: {doc.type}</code> · runs on {engines.join(' and ')}
      </p>
      {doc.notes?.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <ScrollRegion label={`Options of ${doc.title}`} className={css.options}>
        <Table caption={`Options of ${doc.title}`}>
          <thead>
            <tr>
              <th scope="col">Option</th>
              <th scope="col">Default</th>
              <th scope="col">Meaning</th>
            </tr>
          </thead>
          <tbody>
            {doc.options.map((option) => (
              <tr key={option.key}>
                <th scope="row">
                  <code>{option.key}</code>
                </th>
                <td>{option.required === true ? 'required' : String(option.default ?? '–')}</td>
                <td className={css.meaning}>{option.description}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </ScrollRegion>
    </div>
  );
}
