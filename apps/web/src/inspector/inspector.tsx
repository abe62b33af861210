import { connectorHeads, findHead } from '@tailrace/connectors/heads';
import type { OptionSpec } from '@tailrace/core/descriptor';
import { findDisabled, nodeRange, type GraphNode } from '@tailrace/core/graph';
import { PIPELINE_KEYS, ROUTE_KEYS, SINK_KEYS, SOURCE_KEYS, TRANSFORM_KEYS } from '@tailrace/core/pipeline';
import type { Path } from '@tailrace/core/yaml';
import { lineOf } from '../document/lines.ts';
import { requestReveal } from '../document/reveal.ts';
import { useDocument, useSession } from '../document/session.tsx';
import { Button } from '../ui/button.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Notice } from '../ui/notice.tsx';
import { ColumnTable } from './column-table.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { FieldForm } from './field-form.tsx';
import { DisabledForm } from './disabled-form.tsx';
import css from './inspector.module.css';
import { RouteTester } from './route-tester.tsx';

const KIND_WORD = { source: 'Source', transform: 'Transform', route: 'Route', sink: 'Sink' } as const;

/** The form of what is selected, else the settings of the pipeline as a whole. */
export function Inspector() {
  const node = useDocument(({ graph, selected }) => graph.nodes.find(({ id }) => id === selected));
  const off = useDocument(({ graph, selected }) => findDisabled(graph, selected));
  const isStale = useDocument(({ snapshot }) => snapshot.stale);
  return (
    <section className={css.inspector} aria-label="Inspector" data-inspector="">
      {isStale && (
        <div className={css.notice}>
          <Notice tone="warn" title="The text cannot be read at the moment">
            The form shows the last text that could be read, and waits.
          </Notice>
        </div>
      )}
      {off !== undefined && <DisabledForm node={off} />}
      {off === undefined && node === undefined && <PipelineForm />}
      {node !== undefined && <NodeForm key={node.id} node={node} />}
    </section>
  );
}

function PipelineForm() {
  return (
    <>
      <header className={css.head}>
        <h2>Pipeline</h2>
        <p className={css.sub}>Settings of the pipeline as a whole. Select a node for its own.</p>
      </header>
      <FieldForm specs={PIPELINE_FIELDS} parent={PIPELINE} firstTitle="Settings" except={PIPELINE_LISTS} />
    </>
  );
}

function NodeForm({ node }: { readonly node: GraphNode }) {
  const isRule = node.kind === 'transform' || node.kind === 'route';
  return (
    <>
      <NodeHead node={node} />
      {isRule ? <RuleForm node={node} /> : <ConnectorForm node={node} />}
    </>
  );
}

function NodeHead({ node }: { readonly node: GraphNode }) {
  const { document } = useSession();
  const line = useDocument(({ snapshot }) => lineOf(snapshot.text, nodeRange(snapshot, node).start));
  const connector =
    node.kind === 'source' || node.kind === 'sink' ? findHead(node.kind, node.connector ?? '') : undefined;
  const letters = node.kind === 'transform' ? 'ƒ' : node.kind === 'route' ? '⇉' : (connector?.glyph ?? '?');
  return (
    <header className={css.head}>
      <div className={css.headRow}>
        <Glyph letters={letters} tone={node.kind} size="large" />
        <h2>
          {KIND_WORD[node.kind]}
          {(node.kind === 'transform' || node.kind === 'route') && ` ${node.index + 1}`}
          {connector !== undefined && ` · ${connector.title}`}
        </h2>
        <Button variant="quiet" onClick={() => requestReveal(nodeRange(document.getState().snapshot, node))}>
          line {line}
        </Button>
      </div>
      {connector !== undefined && <p className={css.sub}>{connector.summary}</p>}
      {connector !== undefined && !connector.engines.includes('embedded') && (
        <p className={css.sub}>This machine&apos;s engine does not run it; Flink does.</p>
      )}
    </header>
  );
}

function ConnectorForm({ node }: { readonly node: GraphNode }) {
  const catalog = useDocument((state) => state.catalog);
  if (node.kind !== 'source' && node.kind !== 'sink') return null;
  // The descriptors are on their way: a form without them would take every option for an unknown one.
  if (catalog.connectors.length === 0) return null;
  const role = node.kind;
  const connector = catalog.find(role, node.connector ?? '');
  const types = connectorHeads.filter((candidate) => candidate.role === role);
  const own = (role === 'source' ? SOURCE_KEYS : SINK_KEYS).map((spec): OptionSpec =>
    spec.key === 'type' ? { ...spec, kind: 'enum', values: types.map(({ type }) => type) } : spec,
  );
  return (
    <>
      <FieldForm specs={[...own, ...(connector?.options ?? [])]} parent={[role]} except={[]}>
        <ConnectionTest role={role} />
      </FieldForm>
    </>
  );
}

function RuleForm({ node }: { readonly node: GraphNode }) {
  const parent: Path = [node.kind, node.index];
  if (node.kind === 'transform') {
    return (
      <FieldForm firstTitle="Rule" specs={inOneGroup(TRANSFORM_KEYS)} parent={parent} except={[]}>
        <ColumnTable index={node.index} />
      </FieldForm>
    );
  }
  return (
    <FieldForm firstTitle="Rule" specs={inOneGroup(ROUTE_KEYS)} parent={parent} except={[]}>
      <RouteTester />
    </FieldForm>
  );
}

const PIPELINE: Path = ['pipeline'];
const PIPELINE_LISTS = PIPELINE_KEYS.filter((spec) => spec.kind === 'list').map((spec) => spec.key);
const PIPELINE_FIELDS = inOneGroup(PIPELINE_KEYS.filter((spec) => spec.kind !== 'list'));

/** Rules are short: their fields need no headings. */
function inOneGroup(specs: readonly OptionSpec[]): readonly OptionSpec[] {
  return specs.map((spec) => ({ ...spec, group: 'tables' as const }));
}
