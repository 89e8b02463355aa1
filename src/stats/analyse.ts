/** The effects of a sweep's settings, from its runs: which settings vary, what is tuned away, what is left out. */
import { type Effects, estimateEffects, type Observation } from './effects.ts';
import { type Factor, type Factors, findFactors, type Level, type Levels } from './factors.ts';
import { type LearningRateTuning, learningRateTuning } from './learning-rate.ts';
import { atBestOf, type TunableObservation } from './tune.ts';

export interface AnalysedRun extends TunableObservation {
  readonly diverged: boolean;
}

export interface AnalysisOptions {
  /** names of settings in the order of the sweep's definition */
  readonly order?: readonly string[];
  /** settings whose values were drawn */
  readonly sampled?: readonly string[];
  /** settings that are taken at their best; default: drawn ones, and the learning rate where several were tried */
  readonly tune?: readonly string[];
  /** reference level by setting; default: its first level */
  readonly references?: Levels;
}

/** One level of one setting, over the runs that are compared. */
export interface LevelSummary {
  readonly level: Level;
  readonly mean: number | null;
  /** runs that have a value */
  readonly n: number;
  /** of all runs at this level, also those that tuning leaves out */
  readonly runs: number;
  readonly diverged: number;
}

export interface EffectAnalysis extends Effects {
  /** settings compared, in the order of the definition */
  readonly factors: readonly (Factor & {
    readonly reference: Level;
    readonly summaries: readonly LevelSummary[];
  })[];
  readonly dependent: Factors['dependent'];
  readonly learningRate: LearningRateTuning;
  readonly tuned: readonly string[];
  /** runs given, and of these: with a value, diverged, with neither (not finished, failed) */
  readonly runs: number;
  readonly valued: number;
  readonly diverged: number;
  /** runs that are compared, after tuning */
  readonly compared: number;
}

/** @throws RangeError for a reference that is no level, or a setting to tune that does not vary */
export function analyseEffects(runs: readonly AnalysedRun[], options: AnalysisOptions = {}): EffectAnalysis {
  const sampled = options.sampled ?? [];
  const learningRate = sampled.includes('learningRate')
    ? 'tuned'
    : learningRateTuning(runs.map(({ levels }) => levels));
  const all = [...(options.order ?? []), ...runs.flatMap(({ levels }) => Object.keys(levels))];
  // last in its turn: of an optimizer and the rate that goes with it, the optimizer is what is compared
  const order = [...all.filter((name) => name !== 'learningRate'), 'learningRate'];
  const found = findFactors(
    runs.map(({ levels }) => levels),
    order,
  );
  const names = found.factors.map(({ name }) => name);
  const nuisances = learningRate === 'untuned' ? sampled : [...sampled, 'learningRate'];
  const tuned = options.tune ?? names.filter((name) => nuisances.includes(name));
  for (const name of tuned) {
    if (names.includes(name)) continue;
    throw new RangeError(
      `"${name}" cannot be tuned, since it does not vary on its own; what does: ${names.join(', ') || 'nothing'}`,
    );
  }
  const observations = tuned.length === 0 ? runs : atBestOf(runs, withDependents(tuned, found.dependent));
  const factors = found.factors
    .filter(({ name }) => !tuned.includes(name))
    .map(({ name, levels }) => ({ name, levels: inOrder(levels) }));
  const references = { ...meetingReferences(observations, factors), ...options.references };
  const known = factors.map(({ name }) => name);
  for (const name of Object.keys(options.references ?? {})) {
    if (known.includes(name)) continue;
    throw new RangeError(
      `no reference can be set for "${name}"; compared are: ${known.join(', ') || 'none'}`,
    );
  }
  return {
    ...estimateEffects(observations, factors, { references }),
    factors: factors.map((factor) => ({
      ...factor,
      reference: factor.name in references ? references[factor.name]! : (factor.levels[0] ?? null),
      summaries: factor.levels.map((level) => summarise(factor.name, level, runs, observations)),
    })),
    dependent: found.dependent,
    learningRate,
    tuned,
    runs: runs.length,
    valued: runs.filter(({ response }) => response !== null).length,
    diverged: runs.filter(({ diverged }) => diverged).length,
    compared: observations.length,
  };
}

/** What is drawn together with a tuned setting is tuned with it. */
function withDependents(tuned: readonly string[], dependent: Factors['dependent']): string[] {
  const names = new Set(tuned);
  for (let size = 0; size < names.size; ) {
    size = names.size;
    for (const { name, of } of dependent) if (names.has(of)) names.add(name);
  }
  return [...names];
}

/** Numbers by size; anything else as it came. */
function inOrder(levels: readonly Level[]): Level[] {
  return levels.every((level) => typeof level === 'number')
    ? [...levels].sort((a, b) => Number(a) - Number(b))
    : [...levels];
}

/**
 * A setting that some runs lack (the momentum of other optimizers) has "none" among its levels, which may meet no
 * other level with all else equal: then the first level that is one is the reference.
 */
function meetingReferences(observations: readonly Observation[], factors: readonly Factor[]): Levels {
  const suspects = factors.filter(({ levels }) => levels[0] === null && levels.length > 1);
  if (suspects.length === 0) return {};
  const { main } = estimateEffects(observations, factors);
  return Object.fromEntries(
    suspects
      .filter(({ name }) => main.every(({ factor, n, missing }) => factor !== name || n + missing === 0))
      .map(({ name, levels }) => [name, levels[1]!]),
  );
}

function summarise(
  name: string,
  level: Level,
  runs: readonly AnalysedRun[],
  observations: readonly Observation[],
): LevelSummary {
  const at = ({ levels }: Observation) => (levels[name] ?? null) === level;
  const values = observations.filter(at).flatMap(({ response }) => (response === null ? [] : [response]));
  const all = runs.filter(at);
  return {
    level,
    mean: values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length,
    n: values.length,
    runs: all.length,
    diverged: all.filter(({ diverged }) => diverged).length,
  };
}
