/** A filter that cannot be understood. `message` is complete; the parts serve an editor that underlines. */
export class FilterError extends Error {
  override name = 'FilterError';
  /** what is wrong, without the source text */
  readonly problem: string;
  /** the offending characters of the source: [start, end) */
  readonly start: number;
  readonly end: number;
  /** replacement for those characters, where one is likely meant */
  readonly suggestion: string | null;

  constructor(
    problem: string,
    at: { readonly source: string; readonly start: number; readonly end: number },
    suggestion: string | null = null,
  ) {
    super(`${problem}${underline(at.source, at.start, at.end)}`);
    this.problem = problem;
    this.start = at.start;
    this.end = at.end;
    this.suggestion = suggestion;
  }
}

const CONTEXT = 60;

/** The line of the source with the token underlined; long lines are cut around it. */
function underline(source: string, start: number, end: number): string {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = source.indexOf('\n', start);
  const lineEnd = nextBreak === -1 ? source.length : nextBreak;
  const from = Math.max(lineStart, start - CONTEXT);
  const to = Math.min(lineEnd, Math.max(end, start + 1) + CONTEXT);
  const before = from > lineStart ? '…' : '';
  const after = to < lineEnd ? '…' : '';
  const shown = `${before}${source.slice(from, to)}${after}`.replaceAll(/\p{Cc}/gu, ' ');
  const width = Math.max(1, Math.min(end, to) - start);
  return `\n  ${shown}\n  ${' '.repeat(before.length + start - from)}${'^'.repeat(width)}`;
}
