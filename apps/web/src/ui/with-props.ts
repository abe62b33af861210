import { cloneElement, type ReactElement } from 'react';

type Props = Readonly<Record<string, unknown>>;

/** The element with more attributes and handlers. What it has itself stays: its handlers run first, its attributes win. */
export function withProps(element: ReactElement, more: Props): ReactElement {
  const own = element.props as Props;
  const both = Object.fromEntries(
    Object.entries(more).map(([key, value]) => [key, key in own ? joined(own[key], value) : value]),
  );
  return cloneElement(element, both);
}

function joined(own: unknown, more: unknown): unknown {
  if (typeof own !== 'function' || typeof more !== 'function') return own ?? more;
  return (...args: readonly unknown[]) => {
    own(...args);
    more(...args);
  };
}
