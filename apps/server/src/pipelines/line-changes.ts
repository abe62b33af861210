/** "+3 −1 lines" between two texts: lines of one that the other has not, moved ones not counted. */
export function describeLineChanges(before: string, after: string): string {
  const older = countLines(before);
  const newer = countLines(after);
  const added = surplus(newer, older);
  const removed = surplus(older, newer);
  if (added === 0 && removed === 0) return before === after ? 'unchanged' : 'lines moved';
  const parts = [added > 0 ? `+${added}` : '', removed > 0 ? `−${removed}` : ''].filter(
    (part) => part !== '',
  );
  return `${parts.join(' ')} ${added + removed === 1 ? 'line' : 'lines'}`;
}

function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split(/\r?\n/u)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function surplus(of: Map<string, number>, over: Map<string, number>): number {
  let sum = 0;
  for (const [line, count] of of) sum += Math.max(0, count - (over.get(line) ?? 0));
  return sum;
}
