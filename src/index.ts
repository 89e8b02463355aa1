/** What `import … from 'descent'` offers. */
export {
  type ArmDefinition,
  type ClaimDefinition,
  defineClaim,
  type FigureDefinition,
  type HypothesisDefinition,
  type StratumDefinition,
} from './claims/definition.ts';
export { stepsToLeaveSaddle } from './claims/saddle.ts';
export {
  type Axis,
  type Condition,
  ConfigError,
  defineSweep,
  type LayerInput,
  logSpace,
  matchedWidth,
  networkSize,
  type RunConfig,
  type RunConfigInput,
  type SweepDefinition,
} from './config/index.ts';
export {
  type ActiveRun,
  type ArtifactOptions,
  DatabaseError,
  NotFoundError,
  openTracker,
  type Params,
  type RawImage,
  type RunFacts,
  RunFinishedError,
  RunLostError,
  type StartRunOptions,
  type Tracker,
  type TrackerOptions,
} from './tracking/index.ts';
