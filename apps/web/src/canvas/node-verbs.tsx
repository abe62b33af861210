import { findDisabled, findNode, type DisabledNode } from '@tailrace/core/graph';
import { NodeToolbar, Position } from '@xyflow/react';
import { ArrowDown, ArrowUp, Cable, Copy, Power, PowerOff, Trash2 } from 'lucide-react';
import { removeDisabled, switchOff, switchOn } from '../document/switch-rules.ts';
import { useDocument, useSession } from '../document/session.tsx';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { connectNodes, connectTargets, duplicate, moveBy, remove } from './actions.ts';
import css from './canvas.module.css';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** The verbs of the selected node, above it: what the keys do, for those who point. */
export function NodeVerbs() {
  const session = useSession();
  const node = useDocument(({ graph, selected }) =>
    selected === undefined ? undefined : findNode(graph, selected),
  );
  const last = useDocument(({ graph }) =>
    node === undefined ? 0 : graph.nodes.filter(({ kind }) => kind === node.kind).length - 1,
  );
  const off = useDocument(({ graph, selected }) => findDisabled(graph, selected));
  if (off !== undefined) return <OffVerbs node={off} />;
  if (node === undefined) return null;
  const isRule = node.kind === 'transform' || node.kind === 'route';
  return (
    <NodeToolbar nodeId={node.id} isVisible position={Position.Top} offset={10} className={css.verbs}>
      {isRule && (
        <>
          <IconButton
            label="Move earlier"
            shortcut="Alt+↑"
            disabled={node.index === 0}
            icon={<ArrowUp {...ICON} />}
            onClick={() => moveBy(session, node, -1)}
          />
          <IconButton
            label="Move later"
            shortcut="Alt+↓"
            disabled={node.index === last}
            icon={<ArrowDown {...ICON} />}
            onClick={() => moveBy(session, node, 1)}
          />
          <IconButton
            label="Duplicate"
            shortcut="Mod+D"
            icon={<Copy {...ICON} />}
            onClick={() => duplicate(session, node)}
          />
          <IconButton
            label="Switch off"
            shortcut="D"
            icon={<PowerOff {...ICON} />}
            onClick={() => switchOff(session.document, node)}
          />
        </>
      )}
      {node.kind !== 'sink' && (
        <Menu
          align="start"
          label="Connect to"
          trigger={<IconButton label="Connect to…" shortcut="C" icon={<Cable {...ICON} />} />}
          items={() =>
            connectTargets(session, node).map((target) => ({
              id: target.id,
              label: target.label,
              ...(target.reason === undefined ? {} : { hint: target.reason, disabled: true }),
              onSelect: () => connectNodes(session, node.id, target.id),
            }))
          }
        />
      )}
      <IconButton
        label="Remove"
        shortcut="Delete"
        icon={<Trash2 {...ICON} />}
        onClick={() => remove(session, node)}
      />
    </NodeToolbar>
  );
}

function OffVerbs({ node }: { readonly node: DisabledNode }) {
  const session = useSession();
  return (
    <NodeToolbar nodeId={node.id} isVisible position={Position.Top} offset={10} className={css.verbs}>
      <IconButton
        label="Switch on"
        shortcut="D"
        icon={<Power {...ICON} />}
        onClick={() => switchOn(session.document, node)}
      />
      <IconButton
        label="Remove"
        shortcut="Delete"
        icon={<Trash2 {...ICON} />}
        onClick={() => removeDisabled(session.document, node)}
      />
    </NodeToolbar>
  );
}
