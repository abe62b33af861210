// Going through the tokens of a statement.
import { DdlSyntaxError, type Token } from './lexer.ts';

export class TokenReader {
  readonly #sql: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(sql: string, tokens: readonly Token[]) {
    this.#sql = sql;
    this.#tokens = tokens;
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new DdlSyntaxError('the statement is empty');
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  get done(): boolean {
    return this.peek().kind === 'end' || this.isSymbol(';');
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Whether the words come next, whatever the case of their letters. */
  isWords(words: string): boolean {
    return words.split(' ').every((word, at) => {
      const token = this.peek(at);
      return token.kind === 'word' && token.text.toUpperCase() === word;
    });
  }

  takeWords(words: string): boolean {
    if (!this.isWords(words)) return false;
    this.#at += words.split(' ').length;
    return true;
  }

  /** The first of these that comes next; longer ones have to stand before their beginnings. */
  takeOneOf<T extends string>(alternatives: readonly T[]): T | undefined {
    return alternatives.find((words) => this.takeWords(words));
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#at += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(`"${symbol}"`);
  }

  expectWords(words: string): void {
    if (!this.takeWords(words)) throw this.unexpected(words);
  }

  /** A name, quoted or not. */
  name(): string {
    const token = this.next();
    if (token.kind === 'word' || token.kind === 'name') return token.text;
    throw this.unexpected('a name', token);
  }

  /** Neighbouring strings are one. */
  string(): string {
    const first = this.next();
    if (first.kind !== 'string') throw this.unexpected('a string', first);
    let { text } = first;
    while (this.peek().kind === 'string') text += this.next().text;
    return text;
  }

  integer(): number {
    const token = this.next();
    if (token.kind !== 'number' || !/^\d+$/u.test(token.text)) throw this.unexpected('a number', token);
    return Number(token.text);
  }

  /** Passes over one balanced pair of parentheses and gives the text in it. */
  parenthesised(): string {
    const open = this.peek();
    this.expectSymbol('(');
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.kind === 'end') throw new DdlSyntaxError('a parenthesis does not close');
      if (token.kind !== 'symbol') continue;
      if (token.text === '(') depth += 1;
      else if (token.text === ')') depth -= 1;
      if (depth === 0) return this.#sql.slice(open.end, token.start);
    }
  }

  /** Passes over everything up to a comma or the closing parenthesis of what surrounds it, or the end. */
  skipItem(): void {
    while (!this.done && !this.isSymbol(',') && !this.isSymbol(')')) {
      if (this.isSymbol('(')) this.parenthesised();
      else this.next();
    }
  }

  /** The whole statement. */
  get text(): string {
    return this.#sql;
  }

  /** A place to come back to with `reset`. */
  mark(): number {
    return this.#at;
  }

  reset(mark: number): void {
    this.#at = mark;
  }

  unexpected(wanted: string, token: Token = this.peek()): DdlSyntaxError {
    const found = token.kind === 'end' ? 'the end' : `"${this.#sql.slice(token.start, token.end)}"`;
    return new DdlSyntaxError(`${wanted} was expected, and ${found} found`);
  }
}
