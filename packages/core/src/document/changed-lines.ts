// What is different between two texts, in lines.

export interface ChangedLines {
  /** In the first text, counted from 1: where the removed lines begin, or before which the added ones come. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A block for each place, in order; none where nothing is different. */
export function changedLines(before: string, after: string): readonly ChangedLines[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const blocks: ChangedLines[] = [];
  let [at, to] = [0, 0];
  for (const [oldEnd, freshEnd] of [...longestCommon(old, fresh), [old.length, fresh.length] as const]) {
    const [removed, added] = [old.slice(at, oldEnd), fresh.slice(to, freshEnd)];
    if (removed.length + added.length > 0) blocks.push({ line: at + 1, removed, added });
    [at, to] = [oldEnd + 1, freshEnd + 1];
  }
  return blocks;
}

/** Pairs of indexes of lines that both texts have, in order, as many as there can be. Documents are short enough for the plain table. */
function longestCommon(
  old: readonly string[],
  fresh: readonly string[],
): readonly (readonly [number, number])[] {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const length = (a: number, b: number) => lengths[a * width + b] ?? 0;
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = fresh.length - 1; b >= 0; b -= 1) {
      lengths[a * width + b] =
        old[a] === fresh[b] ? length(a + 1, b + 1) + 1 : Math.max(length(a + 1, b), length(a, b + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [a, b] = [0, 0];
  while (a < old.length && b < fresh.length) {
    if (old[a] === fresh[b]) pairs.push([a++, b++]);
    else if (length(a + 1, b) >= length(a, b + 1)) a += 1;
    else b += 1;
  }
  return pairs;
}
