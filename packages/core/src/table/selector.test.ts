import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../assert/index.ts';
import { compileSelector, parseTableId } from './index.ts';

const id = (text: string) => must(parseTableId(text), text);

describe('selectors', () => {
  it.each([
    ['shop.orders', 'SHOP.Orders', true],
    ['shop.orders', 'shop.orders_2', false],
    ['shop.\\.*', 'shop.anything', true],
    ['shop\\.*.\\.*', 'shop_eu.t', true],
    ['shop_[0-9]+.orders', 'shop_12.orders', true],
    ['[ab]pp.order_\\.*', 'app.order_x', true],
    ['[app|web].order_\\.*', 'app.order_x', false],
    ['(app|web).order_\\.*', 'web.order_1', true],
    [' shop . orders , crm.users ', 'crm.users', true],
    [' shop . orders , crm.users ', 'shop.orders', true],
    ['db.public.orders', 'public.orders', true],
    ['x.public.orders', 'public.orders', true],
    ['public.orders', 'db.public.orders', false],
    ['orders', 'shop.orders', false],
    ['orders', 'orders', true],
    ['shop.order$', 'shop.`order$`', false],
    ['shop.order\\$', 'shop.`order$`', true],
    ['shop.t[0-9]{2}', 'shop.t12', true],
    [',shop.a,,shop.b,', 'shop.b', true],
  ])('%s with %s: %s', (selector, table, expected) => {
    const compiled = compileSelector(selector);
    expect(compiled.ok && compiled.matches(id(table))).toBe(expected);
  });

  it('tell which pattern caught a table, as written', () => {
    const compiled = compileSelector('db.a\\.* , db.\\.*, db.a\\.*');
    expect(compiled.ok && [compiled.findPattern(id('db.b')), compiled.findPattern(id('db.a1'))]).toEqual([
      'db.\\.*',
      'db.a\\.*',
    ]);
    expect(compiled.ok && compiled.patterns).toEqual(['db.a\\.*', 'db.\\.*']);
  });

  it.each([
    ['', 'at least one'],
    [' , ', 'at least one'],
    ['shop.*', 'missing argument'],
    ['shop.t[0-9]{1,2}', 'comma'],
    ['shop.t[0-9]{1\\,2}', 'comma'],
    ['a.b.c.d', 'one to three parts'],
    ['shop.a\\', 'backslash'],
    ['shop.(a', 'missing'],
    ['shop.(?=a)b', 'looking ahead'],
    ['shop.(?<!a)b', 'behind'],
    ['shop.(?>a)b', 'atomic'],
    ['shop.a*+', 'possessive'],
    ['shop.(a)\\1', 'reference back'],
    ['shop.[a-z&&[^b]]', 'class'],
    ['shop.{x}', 'brace'],
  ])('refuse %s', (selector, word) => {
    const compiled = compileSelector(selector);
    expect(compiled).toMatchObject({ ok: false, code: 'invalid-selector' });
    expect(compiled.ok ? '' : compiled.message).toContain(word);
  });

  it('say where the bad pattern stands', () => {
    const text = 'db.a, db.*, db.c';
    const compiled = compileSelector(text);
    expect(compiled.ok ? '' : text.slice(compiled.start, compiled.end)).toBe('db.*');
  });

  it('never throw, and never take long', () => {
    const pieces = [
      'a',
      '(',
      ')',
      '*',
      '+',
      '?',
      '|',
      '[',
      ']',
      '{',
      '2',
      '}',
      '\\',
      '.',
      '\\.',
      ',',
      '^',
      '$',
      '&&',
      'Q',
    ];
    const hard = id(`db.${'a'.repeat(200)}`);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const began = performance.now();
        const compiled = compileSelector(`db.${parts.join('')}`);
        if (compiled.ok) compiled.matches(hard);
        expect(performance.now() - began).toBeLessThan(1000);
      }),
      { numRuns: 2000 },
    );
    const nested = compileSelector('db.((a+)+)+b');
    expect(nested.ok && nested.matches(hard)).toBe(false);
  });
});
