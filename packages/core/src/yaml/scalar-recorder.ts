// What the replays of scalars share: the value as it is rebuilt, with the place of each unit, and lines of a source.
import type { TextRange } from './text-edit.ts';

/** For each unit of the value the offset in the source where it begins, and one more for its end. */
export type SourceMap = readonly number[];

export interface Replay {
  readonly value: string;
  readonly map: SourceMap;
}

/** Collects the value and where its units come from. */
export class Recorder {
  readonly #units: string[] = [];
  readonly #map: number[] = [];

  add(units: string, offset: number, step: number): void {
    for (let index = 0; index < units.length; index += 1) {
      this.#units.push(units.charAt(index));
      this.#map.push(offset + index * step);
    }
  }

  finish(end: number): Replay {
    return { value: this.#units.join(''), map: [...this.#map, end] };
  }
}

export function linesOf(source: string, from: number, to: number): TextRange[] {
  const lines: TextRange[] = [];
  let start = from;
  for (;;) {
    const newline = source.indexOf('\n', start);
    if (newline < 0 || newline >= to) {
      lines.push({ start, end: to });
      return lines;
    }
    lines.push({ start, end: source.charAt(newline - 1) === '\r' ? newline - 1 : newline });
    start = newline + 1;
  }
}

export function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\t';
}

export function isBreak(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}
