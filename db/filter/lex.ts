import { FilterError } from './error.ts';

export type TokenKind = 'name' | 'text' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** name: without backticks; text: unescaped; number and symbol: as written */
  readonly value: string;
  /** a name in backticks is never a keyword */
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/** Longer sources are refused: no person writes them. */
export const MAX_SOURCE_LENGTH = 20_000;

// SQLite ends a text at U+0000
const NUL = '\u0000';
const SPACE = /[ \t\r\n]+/y;
// a name may hold what config keys and metric names hold: earlyStopping.patience, gradient_rms/conv1, top-5
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:[./:-][A-Za-z0-9_]+)*/y;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /!=|<=|>=|<>|==|!~|[=<>~(),]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Splits a filter into tokens; the last one is `end`. @throws FilterError */
export function tokenize(source: string): Token[] {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new FilterError(
      `a filter has at most ${MAX_SOURCE_LENGTH} characters, this one has ${source.length}`,
      { source, start: MAX_SOURCE_LENGTH, end: MAX_SOURCE_LENGTH + 1 },
    );
  }
  const nul = source.indexOf(NUL);
  if (nul !== -1) {
    throw new FilterError('a filter cannot hold the character U+0000', { source, start: nul, end: nul + 1 });
  }
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const push = (kind: TokenKind, value: string, length: number, quoted = false) => {
    tokens.push({ kind, value, quoted, start: at, end: at + length });
    at += length;
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const first = source[at]!;
    if (first === '"' || first === "'" || first === '`') {
      const { value, length } = readQuoted(source, at, first);
      push(first === '`' ? 'name' : 'text', value, length, first === '`');
      continue;
    }
    const name = match(NAME);
    if (name !== null) {
      push('name', name, name.length);
      continue;
    }
    const number = match(NUMBER);
    if (number !== null) {
      push('number', number, number.length);
      refuseGluedName(source, tokens.at(-1)!);
      continue;
    }
    const symbol = match(SYMBOL);
    if (symbol === null) {
      const character = String.fromCodePoint(source.codePointAt(at)!);
      throw new FilterError(`unexpected character ${JSON.stringify(character)}`, {
        source,
        start: at,
        end: at + character.length,
      });
    }
    push('symbol', symbol, symbol.length);
  }
  push('end', '', 0);
  return tokens;
}

/** `1abc` is one mistake, not a number and a name. */
function refuseGluedName(source: string, token: Token): void {
  const rest = /^[A-Za-z0-9_.]+/.exec(source.slice(token.end));
  if (rest === null) return;
  const end = token.end + rest[0].length;
  const word = source.slice(token.start, end);
  throw new FilterError(`${word} is no number; put text in quotes: "${word}"`, {
    source,
    start: token.start,
    end,
  });
}

/** Text in the quote at `start`; a backslash keeps the next character, \n \t \r stand for controls. */
function readQuoted(source: string, start: number, quote: string): { value: string; length: number } {
  let value = '';
  for (let i = start + 1; i < source.length; i += 1) {
    const character = source[i]!;
    if (character === quote) return { value, length: i + 1 - start };
    if (character === '\\' && i + 1 < source.length) {
      i += 1;
      value += ESCAPES[source[i]!] ?? source[i]!;
    } else {
      value += character;
    }
  }
  throw new FilterError(`this quote is not closed: expected ${quote} before the end`, {
    source,
    start,
    end: source.length,
  });
}
