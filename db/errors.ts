/** A database that cannot be used as asked; the message says what was expected, what came and the way out. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

/** The run that this process was writing is not its own any more (requeued, cancelled, deleted). */
export class RunLostError extends Error {
  override readonly name = 'RunLostError';
}

/** A run, sweep or artifact that is asked for by a reference which names none, or more than one. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
