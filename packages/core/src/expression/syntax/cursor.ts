// A reading position in a list of tokens, with the findings made so far. The parser's functions take it and move it on; the first
// syntax error of an item ends that item (SyntaxStop), and the caller goes on behind the next comma.
import type { TextRange } from '../../yaml/index.ts';
import type { ExpressionFinding } from '../finding.ts';
import type { ExpressionNode } from './ast.ts';
import type { Token } from './lexer.ts';

/** Thrown inside the parser only, and caught by it: the item cannot be read any further. */
export class SyntaxStop extends Error {
  readonly finding: ExpressionFinding;

  constructor(finding: ExpressionFinding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** Reads an expression whose operators all bind tighter than `floor`. */
export type ParseNode = (cursor: Cursor, floor: number) => ExpressionNode;

const MOST_OPERATORS = 1000;

export class Cursor {
  readonly text: string;
  readonly #parseNode: ParseNode;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #at = 0;
  #depth = 0;
  #operators = 0;

  constructor(text: string, tokens: readonly Token[], parse: ParseNode) {
    this.text = text;
    this.#parseNode = parse;
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { kind: 'end', value: '', upper: '', range: { start: 0, end: 0 } };
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? this.#end;
  }

  /** Reads an expression here; the grammar's parts meet through this, so that none has to import the whole. */
  parse(floor: number): ExpressionNode {
    return this.#parseNode(this, floor);
  }

  /** One or more expressions and the closing bracket. */
  parseList(close: ')' | ']'): readonly ExpressionNode[] {
    const items = [this.parse(0)];
    while (this.acceptSymbol(',')) items.push(this.parse(0));
    this.expectSymbol(close);
    return items;
  }

  /** The token so many places on. */
  peek(ahead: number): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  /** Where the last token that was taken ends. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.range.end ?? 0;
  }

  take(): Token {
    const token = this.token;
    this.#at += 1;
    return token;
  }

  isSymbol(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.value === symbol;
  }

  isWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.upper === word;
  }

  acceptSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.#at += 1;
    return found;
  }

  acceptWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.#at += 1;
    return found;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected(`\`${symbol}\``);
  }

  expectWord(word: string): void {
    if (!this.acceptWord(word)) throw this.unexpected(word);
  }

  /** What stands here is not what the grammar expects. */
  unexpected(expected: string): SyntaxStop {
    const token = this.token;
    const quoted = this.text.slice(token.range.start, token.range.end);
    if (token.kind === 'error' && (quoted.startsWith("'") || quoted.startsWith('`'))) {
      const what = quoted.startsWith("'") ? 'text' : 'name';
      return this.stop(token.range, `Unclosed ${what}: ${quoted} lacks its closing ${quoted.charAt(0)}.`);
    }
    const found = token.kind === 'end' ? 'the end' : `\`${quoted}\``;
    return this.stop(token.range, `Syntax error: unexpected ${found}, expected ${expected}.`);
  }

  stop(range: TextRange, message: string): SyntaxStop {
    return new SyntaxStop({ code: 'expression-syntax', message, range });
  }

  /** Bounds the nesting, so that no text can exhaust the stack. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > 200) throw this.stop(this.token.range, 'The expression is nested more than 200 deep.');
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Bounds the operators of one expression, which stand below one another in the tree however flat the text is. */
  countOperator(): void {
    this.#operators += 1;
    if (this.#operators > MOST_OPERATORS)
      throw this.stop(this.token.range, `The expression has more than ${MOST_OPERATORS} operators.`);
  }

  /** From here on another expression is read. */
  beginExpression(): void {
    this.#operators = 0;
  }

  /** Goes to the next comma outside brackets, or to the end; unnests whatever was being read. */
  skipToComma(): void {
    this.#depth = 0;
    let open = 0;
    for (; this.token.kind !== 'end'; this.#at += 1) {
      if (this.isSymbol('(') || this.isSymbol('[')) open += 1;
      else if (this.isSymbol(')') || this.isSymbol(']')) open = Math.max(0, open - 1);
      else if (open === 0 && this.isSymbol(',')) return;
    }
  }
}
