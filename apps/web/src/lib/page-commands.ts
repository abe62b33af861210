// What the page in front offers to the palette: its verbs, and the things on it that have a name. A page offers them while it is there;
// they are asked for when the palette opens.

export interface PageCommand {
  readonly id: string;
  readonly label: string;
  /** The heading it is found under; "This page" without one. */
  readonly group?: string;
  readonly run: () => void;
}

type Offer = () => readonly PageCommand[];

const NOTHING: Offer = () => [];
let current: Offer = NOTHING;

export const pageCommands = (): readonly PageCommand[] => current();

/** Offers commands until the returned function is called. */
export function offerCommands(offer: Offer): () => void {
  current = offer;
  return () => {
    if (current === offer) current = NOTHING;
  };
}
