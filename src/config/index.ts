/** Configuration: what a training is, how definitions become configs, and what names a config. */
export { canonicalJson, configHash, stableJson } from './canonical.ts';
export {
  describeNetwork,
  type LayerDescription,
  type NetworkDescription,
  windowOutput,
} from './describe-network.ts';
export { ConfigError, didYouMean, nearest } from './errors.ts';
export { expand, gridRows } from './expand.ts';
export { askingOnce, type DatasetFacts, type FactsOf } from './facts.ts';
export { type FlatValue, flattenConfig, layerText } from './flatten.ts';
export type { ResolvedInitializer } from './initializer.ts';
export type { AxisKey, ConfigKey, LayerInput, RecordingInput, RunConfigInput } from './input.ts';
export { loadDefinition } from './load-definition.ts';
export { matchedWidth, type NetworkSize, networkSize } from './match.ts';
export {
  MEASURE_NAMES,
  type MeasureInput,
  type MeasureName,
  type MeasureRequest,
  type MeasureRequestOf,
} from './measures.ts';
export * from './network.ts';
export type * from './optimizer.ts';
export { defaultOptimizer, OPTIMIZER_DEFAULTS } from './optimizer-defaults.ts';
export { inputFromOverrides, valuesFromText } from './overrides.ts';
export { overridesFor } from './reproduce.ts';
export { resolveConfig } from './resolve.ts';
export type {
  ArchitectureName,
  Augmentation,
  EarlyStopping,
  Recording,
  RunConfig,
  Schedule,
} from './run-config.ts';
export { resolveRecording } from './structure.ts';
export {
  type Axis,
  type Condition,
  type Distribution,
  defineSweep,
  type ExpandedSweep,
  type ExpandOptions,
  type GridAxis,
  logSpace,
  type Match,
  type Sampling,
  type SweepDefinition,
  type Values,
  type Zip,
} from './sweep-definition.ts';
export { toEngineNetwork, toEngineTraining } from './to-engine.ts';
