/** How many steps to hand to the engine at a time: enough to keep it busy, few enough to stay responsive. */

/** Work of a chunk, milliseconds: a cancel is seen and progress shown about this often. */
const TARGET_MS = 300;
/** A chunk never grows by more than this factor: one lucky measurement must not make a ten-second one. */
const LARGEST_GROWTH = 4;

export interface ChunkSizer {
  /** steps to take next, at least 1 */
  next(): number;
  /** tells how long `steps` steps took */
  measured(steps: number, durationMs: number): void;
}

export function createChunkSizer(targetMs = TARGET_MS): ChunkSizer {
  let size = 4;
  return {
    next: () => size,
    measured(steps, durationMs) {
      // A short chunk (cut by an epoch's end or by telemetry) says little; its cost a step still does.
      const fitting = Math.floor((targetMs * steps) / Math.max(durationMs, 0.01));
      size = Math.max(1, Math.min(fitting, size * LARGEST_GROWTH));
    },
  };
}

/** Steps between two looks inside a run; 0: none. */
export interface Cadence {
  readonly telemetryEverySteps: number;
  readonly validationEverySteps: number;
  /** besides: steps whose weights are measured, ascending */
  readonly measuredSteps?: readonly number[];
}

/**
 * The end (exclusive) of the chunk that begins at `step`: never past the epoch's end or a step whose weights are
 * validated or measured, and cut so that each step with telemetry is a chunk of its own, whose weights can be seen before and after.
 */
export function chunkEnd(
  step: number,
  size: number,
  epochEnd: number,
  { telemetryEverySteps, validationEverySteps, measuredSteps = [] }: Cadence,
): { readonly end: number; readonly telemetry: boolean } {
  if (isDue(step, telemetryEverySteps)) return { end: step + 1, telemetry: true };
  const end = Math.min(
    step + size,
    epochEnd,
    nextDue(step, telemetryEverySteps),
    nextDue(step, validationEverySteps),
    measuredSteps.find((measured) => measured > step) ?? Number.POSITIVE_INFINITY,
  );
  return { end, telemetry: false };
}

/** Whether `step` is one of every so many, from 0. */
export function isDue(step: number, everySteps: number): boolean {
  return everySteps > 0 && step % everySteps === 0;
}

/** The first step after this one that is due. */
function nextDue(step: number, everySteps: number): number {
  return everySteps === 0 ? Number.POSITIVE_INFINITY : (Math.floor(step / everySteps) + 1) * everySteps;
}
