// The verbs of the page in front, offered to the palette. A page registers them while it is there.

export interface PageCommand {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

let current: readonly PageCommand[] = [];

export const pageCommands = (): readonly PageCommand[] => current;

/** Offers verbs until the returned function is called. */
export function offerCommands(commands: readonly PageCommand[]): () => void {
  current = commands;
  return () => {
    if (current === commands) current = [];
  };
}
