/** What the palette lists: by words, each of which has to occur; what begins with the query first. Pure. */
interface Findable {
  readonly group: string;
  readonly label: string;
}

/** Without a query, documentation is left out: it is for those who ask. */
const ASKED_FOR = new Set(['Documentation']);
const MOST = 80;

export function matching<T extends Findable>(entries: readonly T[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return entries.filter(({ group }) => !ASKED_FOR.has(group)).slice(0, MOST);
  const rank = ({ label }: T): number => {
    const text = label.toLowerCase();
    if (text.startsWith(words.join(' '))) return 0;
    return words.every((word) => text.includes(word)) ? 1 : 2;
  };
  return entries
    .filter(({ group, label }) => {
      const text = `${group} ${label}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST);
}
