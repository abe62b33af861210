import { useStore } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { createCuller, surroundings, type Box, type Picture } from './cull.ts';

const isSameBox = (a: Box | undefined, b: Box | undefined): boolean =>
  a?.left === b?.left && a?.top === b?.top && a?.right === b?.right && a?.bottom === b?.bottom;

/** The part of the picture that React Flow is given. All of it until the first view is found, which is that of everything. */
export function useCulled({ nodes, edges }: Picture): Picture {
  const [cull] = useState(createCuller);
  const box = useStore((state) => (state.fitViewQueued ? undefined : surroundings(state)), isSameBox);
  return useMemo(() => cull({ nodes, edges }, box), [cull, nodes, edges, box]);
}
