// The colours of a filter: the tokens of db/filter/lex.ts, as far as colours need them.

const TOKENS =
  /("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(`(?:[^`\\]|\\.)*`?)|([A-Za-z_][A-Za-z0-9_]*(?:[./:-][A-Za-z0-9_]+)*)|([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)/g;
const WORDS = new Set([
  'and',
  'or',
  'not',
  'in',
  'is',
  'null',
  'like',
  'contains',
  'order',
  'by',
  'asc',
  'desc',
  'limit',
  'true',
  'false',
]);

/**
 * @param {string} source
 * @param {{ start: number, end: number } | null} error characters to underline
 * @returns {Node[]}
 */
export function highlight(source, error) {
  /** @type {{ from: number, to: number, kind: string }[]} */
  const spans = [];
  for (const match of source.matchAll(TOKENS)) {
    const [text, quoted, , word, number] = match;
    const kind = quoted
      ? 'text'
      : number
        ? 'number'
        : word && WORDS.has(word.toLowerCase())
          ? 'word'
          : 'name';
    spans.push({ from: match.index, to: match.index + text.length, kind });
  }
  const cuts = new Set([0, source.length, ...spans.flatMap(({ from, to }) => [from, to])]);
  if (error !== null)
    for (const cut of [error.start, Math.max(error.end, error.start + 1)])
      cuts.add(Math.min(cut, source.length));
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, i) => {
    const to = /** @type {number} */ (sorted[i + 1]);
    const part = document.createElement('span');
    part.textContent = source.slice(from, to);
    const kind = spans.find((span) => span.from <= from && to <= span.to)?.kind;
    const wrong = error !== null && from >= error.start && from < Math.max(error.end, error.start + 1);
    part.className = [kind ? `f-${kind}` : '', wrong ? 'f-error' : ''].filter(Boolean).join(' ');
    return part;
  });
}
