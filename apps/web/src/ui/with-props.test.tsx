import { describe, expect, it } from 'vitest';
import { withProps } from './with-props.ts';

describe('an element with more props', () => {
  it('keeps its own, and runs its own handlers first', () => {
    const calls: string[] = [];
    const button = (
      <button type="button" aria-label="own" onClick={() => calls.push('own')}>
        x
      </button>
    );
    const both = withProps(button, {
      'aria-label': 'more',
      'aria-expanded': false,
      onClick: () => calls.push('more'),
      onFocus: () => calls.push('focus'),
    }).props as Readonly<Record<string, unknown>>;
    expect(both).toMatchObject({
      type: 'button',
      'aria-label': 'own',
      'aria-expanded': false,
      children: 'x',
    });
    for (const name of ['onClick', 'onFocus']) (both[name] as () => void)();
    expect(calls).toEqual(['own', 'more', 'focus']);
  });

  it('takes what it does not say itself', () => {
    const props = withProps(<a href="/x">x</a>, { 'aria-describedby': 'tip' }).props;
    expect(props).toMatchObject({ href: '/x', 'aria-describedby': 'tip' });
  });
});
