// Sizes of what stands on the canvas, in canvas pixels. They are fixed, so that nothing has to be measured.
export const CARD = { width: 220, height: 72 } as const;
export const HUB = { width: 8, height: 8 } as const;
export const COLUMN_GAP = 44;
export const ROW_GAP = 28;
/** Rules that stand under each other before the next column begins. */
export const ROWS = 25;
/** From so many rules on, edges run along a bus of small hubs: each stays short, and what is out of view is not drawn. */
export const BUS_FROM = 30;

export const COLUMN_WIDTH = CARD.width + COLUMN_GAP;
export const ROW_HEIGHT = CARD.height + ROW_GAP;

/** Under this zoom one drawing stands for all nodes; under the other, cards show their names only. */
export const OVERVIEW_ZOOM = 0.3;
export const FAR_ZOOM = 0.55;
