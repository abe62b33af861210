import { useImperativeHandle, type Ref } from 'react';

interface AnchorStandInProps {
  /** Given by the trigger of Radix that this stands in. */
  readonly ref?: Ref<Element>;
  readonly element: Element;
}

/**
 * Stands inside a trigger of Radix (`asChild`) for an element that is drawn elsewhere: what floats is placed at it and gives the focus
 * back to it. So a button is there from the first picture on, and the code of what it opens comes later without the button being replaced.
 */
export function AnchorStandIn({ ref, element }: AnchorStandInProps): null {
  useImperativeHandle(ref, () => element, [element]);
  return null;
}
