/** What an optimizer remembers between steps. Never changed in place: each step gives a new one. */
export interface OptimizerState {
  /** steps taken */
  readonly t: number;
  /** by the symbol of reference equations (`v`, `m`, `s`, …), each as long as the parameters */
  readonly slots: Readonly<Record<string, Float64Array>>;
  /** Nadam's ∏ μ up to step t; 1 for the others */
  readonly momentumProduct: number;
}

export interface StepResult {
  readonly parameters: Float64Array;
  readonly state: OptimizerState;
}

/** One step of one rule: `state` of the same optimizer, parameters and gradient of equal length. */
export type UpdateRule<O> = (
  optimizer: O,
  state: OptimizerState,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
) => StepResult;

/** Zeros under each name, `fill` elsewhere said; step 0. */
export function zeroState(names: readonly string[], size: number, fill = 0): OptimizerState {
  const slots = Object.fromEntries(names.map((name) => [name, new Float64Array(size).fill(fill)]));
  return { t: 0, slots, momentumProduct: 1 };
}

/** ρ·average + (1 − ρ)·value, element by element. */
export function movingAverage(average: Float64Array, value: Float64Array, decay: number): Float64Array {
  return average.map((each, i) => decay * each + (1 - decay) * value[i]!);
}

export const squared = (x: Float64Array): Float64Array => x.map((each) => each * each);
