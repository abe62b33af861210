// Random numbers that depend on nothing but the seed and a place, so that the row of a key at a step is the same however it is reached.

/** A number in [0, 1) for these integers. (splitmix-style mixing of 32-bit words.) */
export function hashUnit(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) / 0x1_0000_0000;
}

/** An integer in [0, below). */
export const hashInt = (below: number, ...parts: readonly number[]): number =>
  Math.floor(hashUnit(...parts) * below);

export function pick<T>(items: readonly [T, ...T[]], ...parts: readonly number[]): T {
  return items[hashInt(items.length, ...parts)] ?? items[0];
}
