/** Where in a filter the cursor stands, and so what may come next. */
import { FilterError, isKeyword, type Token, tokenize } from '../../db/filter/index.ts';

export type Expected =
  | { readonly kind: 'name' }
  | { readonly kind: 'operator'; readonly field: string }
  | { readonly kind: 'value'; readonly field: string }
  /** after a complete condition */
  | { readonly kind: 'joiner' }
  | { readonly kind: 'direction' }
  | { readonly kind: 'nothing' };

export interface Place {
  readonly expected: Expected;
  /** the token begun at the cursor, without its opening quote */
  readonly prefix: string;
  /** characters of the source that a completion replaces: [from, to) */
  readonly from: number;
  readonly to: number;
}

const FUNCTIONS = new Set(['last', 'best', 'min', 'max', 'param']);

/** @param at cursor: characters before it */
export function placeOf(source: string, at: number): Place {
  const tokens = tokensBefore(source.slice(0, at));
  if (tokens === null) return { expected: { kind: 'nothing' }, prefix: '', from: at, to: at };
  const last = tokens.at(-1);
  const begun =
    last !== undefined &&
    last.end === at &&
    (last.kind === 'name' || last.kind === 'text' || last.kind === 'number');
  const before = begun ? tokens.slice(0, -1) : tokens;
  const expected = expectedAfter(before);
  if (!begun) return { expected, prefix: '', from: at, to: at };
  // the rest of the word behind the cursor goes with it
  const rest = /^[\w./:-]*"?/.exec(source.slice(at))![0];
  return { expected, prefix: last.value, from: last.start, to: at + rest.length };
}

/** null: there is no telling. A quote that is still open counts as a text. */
function tokensBefore(source: string): Token[] | null {
  for (const close of ['', '"', "'", '`']) {
    try {
      const tokens = tokenize(source + close).filter(({ kind }) => kind !== 'end');
      const last = tokens.at(-1);
      if (close !== '' && last !== undefined) tokens[tokens.length - 1] = { ...last, end: source.length };
      return tokens;
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
    }
  }
  return null;
}

function expectedAfter(tokens: readonly Token[]): Expected {
  let expected: Expected = { kind: 'name' };
  let ordering = false;
  let inList = false;
  for (const [i, token] of tokens.entries()) {
    const word = token.kind === 'name' && !token.quoted ? token.value.toLowerCase() : null;
    if (word === 'limit' && expected.kind !== 'name') expected = { kind: 'nothing' };
    else if (word === 'order') {
      ordering = true;
      expected = { kind: 'name' };
    } else if (word === 'by') expected = { kind: 'name' };
    else expected = next(expected, token, word, { ordering, inList, following: tokens[i + 1] });
    if (token.value === '(' && expected.kind === 'value') inList = true;
    if (token.value === ')') inList = false;
  }
  return expected;
}

interface Around {
  readonly ordering: boolean;
  readonly inList: boolean;
  readonly following: Token | undefined;
}

function next(expected: Expected, token: Token, word: string | null, around: Around): Expected {
  switch (expected.kind) {
    case 'name': {
      if (token.kind === 'symbol' || word === 'not') return expected;
      if (word !== null && FUNCTIONS.has(word) && around.following?.value === '(') return expected;
      return around.ordering ? { kind: 'direction' } : { kind: 'operator', field: token.value };
    }
    case 'operator': {
      if (token.value === ')') return expected;
      if (word === 'not' || word === 'is') return expected;
      if (word === 'null') return { kind: 'joiner' };
      return { kind: 'value', field: expected.field };
    }
    case 'value':
      if (token.value === '(' || token.value === ',') return expected;
      return around.inList && token.value !== ')' ? expected : { kind: 'joiner' };
    case 'joiner':
      return word === 'and' || word === 'or' ? { kind: 'name' } : expected;
    case 'direction':
      return token.value === ',' ? { kind: 'name' } : expected;
    case 'nothing':
      return expected;
    default:
      throw expected satisfies never;
  }
}

/** Names that the language takes for something else stand in backticks. */
export function nameText(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*(?:[./:-][A-Za-z0-9_]+)*$/.test(name) && !isKeyword(name)
    ? name
    : `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``;
}
