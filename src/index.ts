/** What `import … from 'descent'` offers. */
export {
  type Axis,
  type Condition,
  ConfigError,
  defineSweep,
  type LayerInput,
  logSpace,
  type RunConfig,
  type RunConfigInput,
  type SweepDefinition,
} from './config/index.ts';
