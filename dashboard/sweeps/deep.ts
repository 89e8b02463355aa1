/** What takes more than a moment: computed anew when a tenth of the sweep has ended since, or the sweep has grown. */
import type { Database, SweepRecord } from '../../db/index.ts';
import { definitionOrder, sampledKeys } from '../../src/cli/select.ts';
import {
  type AnalysedRun,
  analyseEffects,
  type BestOf,
  bestOfCurve,
  type EffectAnalysis,
  type ImportanceShare,
  type Level,
  parameterImportance,
} from '../../src/stats/index.ts';
import { createCache } from '../cache.ts';
import { isShare } from '../format.ts';
import { type Pick, printPick } from './picks.ts';
import { groupBy, levelIn, type Trial, trialsOf } from './values.ts';
import type { SweepWork } from './work.ts';

export interface DeepAnalysis {
  readonly importance: readonly ImportanceShare[];
  /** runs that importance and best-of-k go by, diverged ones at chance level among them */
  readonly trials: number;
  readonly divergedAtChance: number;
  /** by level of the setting named; one entry with level null where nothing but rates varies */
  readonly bestOf: { readonly factor: string | null; readonly curves: readonly BestOfGroup[] };
  /** null: there is nothing to compare */
  readonly effects: EffectAnalysis | null;
}

export interface BestOfGroup {
  readonly level: Level;
  readonly trials: number;
  readonly points: readonly BestOf[];
}

const RESAMPLES = 400;
/** Above, the curves of more trials look the same. */
const KS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const MOST_GROUPS = 12;
/** Forests of more runs take seconds; a tenth of them tells the shares as well. */
const MOST_TRIALS = 4000;

const analyses = new WeakMap<Database, ReturnType<typeof createCache<DeepAnalysis>>>();

export function deepAnalysis(
  db: Database,
  sweep: SweepRecord,
  work: SweepWork,
  metric: string,
  direction: 'min' | 'max',
  picks: readonly Pick[],
): DeepAnalysis {
  const cache = analyses.get(db) ?? createCache<DeepAnalysis>(12);
  analyses.set(db, cache);
  const { counts } = sweep;
  const { completed, diverged, failed, cancelled } = counts;
  const step =
    counts.queued + counts.running === 0
      ? // a failed run that is trained again changes no sum, but what it has become
        [completed, diverged, failed, cancelled]
      : Math.floor((10 * (completed + diverged + failed)) / counts.total);
  return cache(JSON.stringify([sweep.id, sweep.hash, metric, step, picks.map(printPick)]), () => ({
    ...explained(work, metric, direction),
    effects: effectsOf(sweep, work, metric),
  }));
}

/** A diverged run has the accuracy of guessing; of a loss there is no such value, and it is left out. */
function explained(work: SweepWork, metric: string, direction: 'min' | 'max') {
  const trials = trialsOf(work, metric);
  const chance = isShare(metric) && direction === 'max' ? 0.1 : null;
  const valued = trials.flatMap((trial): (Trial & { value: number })[] => {
    const value = trial.status === 'diverged' ? chance : trial.value;
    return value === null ? [] : [{ ...trial, value }];
  });
  const names = work.factors.map(({ name }) => name);
  const every = Math.ceil(valued.length / MOST_TRIALS);
  const runs = valued
    .filter((_, i) => i % every === 0)
    .map(({ levels, seed, value }) => ({ levels: { ...levels, seed }, value }));
  return {
    importance: parameterImportance(runs, work.seeds > 1 ? [...names, 'seed'] : names),
    trials: valued.length,
    divergedAtChance: valued.filter(({ status }) => status === 'diverged').length,
    bestOf: bestOfGroups(work, valued, direction),
  };
}

function bestOfGroups(
  { factors }: SweepWork,
  trials: readonly (Trial & { value: number })[],
  direction: 'min' | 'max',
): DeepAnalysis['bestOf'] {
  const sign = direction === 'max' ? 1 : -1;
  const candidates = factors.filter(({ levels }) => levels.length <= MOST_GROUPS);
  const factor =
    candidates.find(({ name }) => name === 'optimizer') ??
    candidates.find(({ name }) => name !== 'learningRate') ??
    null;
  const groups = groupBy(trials, (trial) => (factor === null ? null : levelIn(trial, factor.name)));
  const curves = (factor?.levels ?? [null]).flatMap((level): BestOfGroup[] => {
    const values = (groups.get(level) ?? []).map(({ value }) => sign * value);
    if (values.length < 2) return [];
    const points = bestOfCurve(values, { ks: KS, resamples: RESAMPLES }).map(({ k, expected, interval }) => ({
      k,
      expected: sign * expected,
      interval: sign === 1 ? interval : { low: -interval.high, high: -interval.low },
    }));
    return [{ level, trials: values.length, points }];
  });
  return { factor: factor?.name ?? null, curves };
}

/** As `descent effects <sweep>` has it. */
function effectsOf(sweep: SweepRecord, work: SweepWork, metric: string): EffectAnalysis | null {
  const values = trialsOf(work, metric);
  const accuracies = trialsOf(work, 'validation/accuracy');
  const losses = trialsOf(work, 'validation/loss');
  const runs = values.map(
    ({ levels, seed, value, status }, i): AnalysedRun => ({
      ...{ levels, seed, response: value },
      validationAccuracy: accuracies[i]!.value,
      validationLoss: losses[i]!.value,
      diverged: status === 'diverged',
    }),
  );
  if (runs.length > MOST_TRIALS) return null;
  return analyseEffects(runs, {
    order: definitionOrder(sweep.definition),
    sampled: sampledKeys(sweep.definition),
  });
}
