/** The public SDK: log runs of your own beside those of the sweeps. */
export { DatabaseError, NotFoundError, RunLostError } from '../../db/errors.ts';
export { captureEnvironment } from './environment.ts';
export { RunFinishedError } from './errors.ts';
export { openTracker } from './tracker.ts';
export type {
  ActiveRun,
  ArtifactOptions,
  Params,
  RawImage,
  RunFacts,
  StartRunOptions,
  Tracker,
  TrackerOptions,
} from './types.ts';
