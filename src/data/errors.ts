/** A dataset that cannot be used; the message names the file, what was expected, what came, and the way out. */
export class DatasetError extends Error {
  override name = 'DatasetError';
  /** the file or folder in question; null where there is none */
  readonly file: string | null;

  constructor(problem: { file: string | null; expected: string; got: string; remedy: string }) {
    const { file, expected, got, remedy } = problem;
    super(`${file === null ? '' : `${file}: `}expected ${expected}, got ${got}. ${remedy}`);
    this.file = file;
  }
}
