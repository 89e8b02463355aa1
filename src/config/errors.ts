import { distance } from 'fastest-levenshtein';

/** A definition or config that cannot be: what, expected, got, way out. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  /** where in the definition, `axes.optimizer[2]`; '' for the whole */
  readonly path: string;
  /** the config key at fault, so that an expansion can say where it was set */
  readonly key: string | null;
  /** the message without the path */
  readonly reason: string;

  constructor(path: string, reason: string, key: string | null = null) {
    super(path === '' ? reason : `${path} ${reason}`);
    this.path = path;
    this.reason = reason;
    this.key = key;
  }
}

/** A value as an error message shows it: JSON, cut at 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** ` (did you mean "momentum"?)`, or nothing where no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === null ? '' : ` (did you mean "${near}"?)`;
}

/** The known word with the fewest edits, if they are at most a third of its length (one at least). */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestEdits = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best !== null && bestEdits <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}
