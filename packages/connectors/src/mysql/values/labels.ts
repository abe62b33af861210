// ENUM is the number of its label from 1 on, SET a bit for each; 0 of an ENUM is the empty text that stands for what was no label.
import { ValueError } from '../../value-error.ts';
import type { CellDecoder } from './cell-decoder.ts';

export function labelDecoder(labels: readonly string[]): CellDecoder {
  return (buffer, at, length) => {
    const index = buffer.readUIntLE(at, length);
    const label = index === 0 ? '' : labels[index - 1];
    if (label === undefined)
      throw new ValueError(`ENUM value number ${index}, where ${labels.length} are known.`);
    return label;
  };
}

export function labelsDecoder(labels: readonly string[]): CellDecoder {
  return (buffer, at, length) => {
    const found: string[] = [];
    for (let byte = 0; byte < length; byte++) {
      const bits = buffer[at + byte] ?? 0;
      for (let bit = 0; bit < 8; bit++) {
        if ((bits & (1 << bit)) === 0) continue;
        const label = labels[byte * 8 + bit];
        if (label === undefined) {
          throw new ValueError(`SET value number ${byte * 8 + bit + 1}, where ${labels.length} are known.`);
        }
        found.push(label);
      }
    }
    return found;
  };
}
