import { useEffect, useState } from 'react';

/** However busy the browser is: after this time what waits has waited long enough. */
const LONGEST_MS = 600;

/** Does something once the picture stands and the browser has nothing better to do. Returns how to call it off. */
export function whenIdle(act: () => void): () => void {
  let idle: number | undefined;
  // Not in the frame that draws the first picture, which would have to wait for it.
  const frame = requestAnimationFrame(() => {
    idle = requestIdleCallback(act, { timeout: LONGEST_MS });
  });
  return () => {
    cancelAnimationFrame(frame);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}

/** False in the first picture, true soon after it: for what is fetched and drawn when the canvas can be used already. */
export function useAfterFirstPaint(): boolean {
  const [isTime, setTime] = useState(false);
  useEffect(() => whenIdle(() => setTime(true)), []);
  return isTime;
}
