/** A float64 twin of every update rule: the oracle of the engines; and functions to watch them on. */
export { addL2, clipByGlobalNorm, decayDecoupled, globalNorm } from './decay.ts';
export { type Position, type WalkOptions, walk } from './path.ts';
export type { OptimizerState, StepResult } from './state.ts';
export { initialState, type Regularization, regularizedStep, step } from './step.ts';
export {
  beale,
  quadraticValley,
  rastrigin,
  rosenbrock,
  rotated,
  saddle,
  TEST_FUNCTIONS,
  type TestFunction,
} from './test-functions.ts';
export { type Range, WINDOWS } from './windows.ts';
