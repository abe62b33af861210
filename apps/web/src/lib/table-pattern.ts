/** A table's name as a pattern that means exactly it: dots separate parts, everything else in a name is literal. */
export const asPattern = (table: string): string => table.replaceAll(/[[\](){}*+?^$|]/gu, '\\$&');
