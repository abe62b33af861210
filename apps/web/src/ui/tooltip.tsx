import {
  lazy,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type PointerEvent,
  type ReactElement,
  type SyntheticEvent,
} from 'react';
import type { TooltipSide } from './tooltip-bubble.tsx';
import { withProps } from './with-props.ts';

const loadBubble = () => import('./tooltip-bubble.tsx');
const TooltipBubble = lazy(async () => ({ default: (await loadBubble()).TooltipBubble }));

const OPEN_AFTER_MS = 450;
/** Right after one tooltip the next comes at once: the user is reading along a bar. */
const WARM_MS = 200;
let lastShown = Number.NEGATIVE_INFINITY;

interface TooltipProps {
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly side?: TooltipSide;
  readonly children: ReactElement;
}

/** A few words on hover or focus. Never the only place where something is said. */
export function Tooltip({ label, shortcut, side = 'bottom', children }: TooltipProps) {
  const id = useId();
  const { anchor, close, ...handlers } = useHover();
  return (
    <>
      {withProps(children, { ...handlers, 'aria-describedby': anchor === undefined ? undefined : id })}
      {anchor !== undefined && (
        <Suspense fallback={null}>
          <TooltipBubble
            id={id}
            anchor={anchor}
            label={label}
            shortcut={shortcut}
            side={side}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}

/** When a tooltip opens; the bubble itself sees when the pointer leaves both it and its anchor. */
function useHover() {
  const [anchor, setAnchor] = useState<Element>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isInside = useRef(false);
  const isPressed = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  function open(element: Element): void {
    clearTimeout(timer.current);
    setAnchor(element);
  }
  function close(): void {
    clearTimeout(timer.current);
    if (anchor !== undefined) lastShown = performance.now();
    setAnchor(undefined);
  }
  return {
    anchor,
    close,
    onPointerMove({ currentTarget, pointerType }: PointerEvent): void {
      if (pointerType === 'touch' || isInside.current) return;
      isInside.current = true;
      void loadBubble();
      const isWarm = performance.now() - lastShown < WARM_MS;
      timer.current = setTimeout(() => open(currentTarget), isWarm ? 0 : OPEN_AFTER_MS);
    },
    onPointerLeave(): void {
      isInside.current = false;
      clearTimeout(timer.current);
    },
    onPointerDown(): void {
      isPressed.current = true;
      document.addEventListener('pointerup', () => (isPressed.current = false), { once: true });
      close();
    },
    onFocus({ currentTarget }: SyntheticEvent): void {
      if (!isPressed.current) open(currentTarget);
    },
    onBlur: close,
    onClick: close,
  };
}
