/** Logging to a run after finish(), diverge(), fail(), cancel() or release(). */
export class RunFinishedError extends Error {
  override readonly name = 'RunFinishedError';
}
