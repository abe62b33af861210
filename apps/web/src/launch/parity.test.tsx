import { isValidElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { NotCompared } from './parity.tsx';

const many = {
  code: 'parity-many-rows',
  message: 'The tables hold about 250000 rows.',
  data: { rows: 250_000 },
};

it('asks whether many rows are to be compared all the same, and goes on when it is told to', () => {
  let asked = 0;
  const question = NotCompared({ failure: many, onAllTheSame: () => (asked += 1) });
  const page = renderToStaticMarkup(question);
  expect(page).toContain('About 250,000 rows: compare all the same?');
  expect(page).toContain(many.message);
  const { actions } = question.props as { readonly actions: ReactElement<{ readonly onClick: () => void }> };
  expect(isValidElement(actions)).toBe(true);
  actions.props.onClick();
  expect(asked).toBe(1);
});

it('says without a question why they cannot be compared', () => {
  const failure = { code: 'parity-too-large', message: 'Narrow the tables.', data: {} };
  const page = renderToStaticMarkup(<NotCompared failure={failure} onAllTheSame={() => undefined} />);
  expect(page).toContain('They could not be compared');
  expect(page).not.toContain('<button');
});
