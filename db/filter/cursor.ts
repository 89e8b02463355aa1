import { FilterError } from './error.ts';
import { isKeyword, type Keyword } from './keywords.ts';
import { type Token, tokenize } from './lex.ts';

/** Walks the tokens of one source; every error points at a token. */
export class Cursor {
  readonly source: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  /** @throws FilterError where the source cannot be split into tokens */
  constructor(source: string) {
    this.source = source;
    this.tokens = tokenize(source);
  }

  get current(): Token {
    return this.tokens[this.at]!;
  }

  get next(): Token {
    return this.tokens[Math.min(this.at + 1, this.tokens.length - 1)]!;
  }

  advance(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  isKeyword(word: Keyword, token = this.current): boolean {
    return token.kind === 'name' && !token.quoted && token.value.toLowerCase() === word;
  }

  isSymbol(symbol: string, token = this.current): boolean {
    return token.kind === 'symbol' && token.value === symbol;
  }

  takeKeyword(word: Keyword): boolean {
    const found = this.isKeyword(word);
    if (found) this.advance();
    return found;
  }

  takeSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.advance();
    return found;
  }

  expectSymbol(symbol: string, purpose: string): void {
    if (!this.takeSymbol(symbol)) this.fail(`expected ${symbol} ${purpose}, got ${describe(this.current)}`);
  }

  fail(
    problem: string,
    at: Pick<Token, 'start' | 'end'> = this.current,
    suggestion: string | null = null,
  ): never {
    throw new FilterError(problem, { source: this.source, start: at.start, end: at.end }, suggestion);
  }
}

export function describe(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'text') return JSON.stringify(token.value);
  if (token.kind === 'name' && !token.quoted && isKeyword(token.value)) return `"${token.value}"`;
  return token.kind === 'name' ? `the name ${token.value}` : `"${token.value}"`;
}
