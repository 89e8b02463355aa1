/** Performance profiles of the arms over their final seeds, and the interquartile means of what they reach. */
import { type Database, getRun, readMetric } from '../../../db/index.ts';
import { performanceProfiles, scoreProfile, stratifiedInterquartileMean } from '../../stats/index.ts';
import type { FigureDefinition } from '../definition.ts';
import type { ArmEvidence } from '../evidence.ts';
import type { AxisOptions, Line, Point } from './chart.ts';
import type { DataContext } from './figure.ts';

interface Profile {
  readonly lines: readonly Line[];
  readonly x: AxisOptions;
  readonly y: AxisOptions;
  readonly caption: string;
}

type Placed = { readonly arm: ArmEvidence; readonly slot: number };

export function profile(
  { by, hypothesis }: Extract<FigureDefinition, { kind: 'profile' }>,
  arms: readonly Placed[],
  context: DataContext,
): Profile {
  return by === 'accuracy' ? accuracyProfile(arms, context.db) : timeProfile(arms, hypothesis, context);
}

const SHARE = { title: 'share of the runs, %', min: 0, max: 100 };

/** Nothing to draw. */
const NONE: Profile = { lines: [], x: { title: '' }, y: SHARE, caption: '' };

/** Errors, so that the better arm stands to the left. */
function accuracyProfile(arms: readonly Placed[], db: Database): Profile {
  const scored = arms.map(({ arm, slot }) => ({ arm, slot, scores: accuracies(arm, db) }));
  // one run that never learnt would stretch the picture to chance: it stays below every line
  const learnt = arms.map(({ arm }) => ({ ...arm, runs: arm.runs.filter(({ stalled }) => !stalled) }));
  const known = learnt.flatMap((arm) => accuracies(arm, db)).filter((score) => score !== null);
  if (known.length === 0) return NONE;
  const drawn = scored.filter(({ scores }) => scores.some((score) => score !== null));
  const thresholds = spread(Math.min(...known), Math.max(...known));
  const means = drawn.map(({ arm, scores }) => {
    const { estimate, interval } = stratifiedInterquartileMean([scores.filter((score) => score !== null)]);
    return `${arm.label} ${percent(estimate)} (${percent(interval.low)} … ${percent(interval.high)})`;
  });
  return {
    lines: drawn.map(({ arm, slot, scores }) => ({
      ...{ name: arm.label, slot },
      points: scoreProfile([scores], thresholds)
        .map(({ threshold, share }): Point => [100 * (1 - threshold), 100 * share])
        .reverse(),
    })),
    x: { title: 'test error, %' },
    y: { ...SHARE, title: 'runs with a smaller error, %' },
    caption: `The share of an arm's final runs that end with a smaller error; diverged runs never do. Interquartile means of the test accuracy in %, with their 95 % bootstrap intervals: ${means.join('; ')}.`,
  };
}

/** Seeds are the workloads: at each the arm that reaches the target first sets the measure. */
function timeProfile(arms: readonly Placed[], hypothesis: string, { evidence, db }: DataContext): Profile {
  const strata = evidence.hypotheses.find(({ id }) => id === hypothesis)?.strata ?? [];
  const target = strata.find(({ stratum }) => stratum === arms[0]?.arm.stratum)?.target ?? null;
  if (target === null || arms.length < 2) return NONE;
  const seeds = arms.map(({ arm }) => new Set(arm.runs.map(({ seed }) => seed)));
  const shared = [...seeds[0]!].filter((seed) => seeds.every((own) => own.has(seed)));
  if (shared.length === 0) return NONE;
  const times = Object.fromEntries(
    arms.map(({ arm }) => [
      arm.arm,
      shared.map((seed) => stepsTo(target, arm.runs.find((run) => run.seed === seed)!, db)),
    ]),
  );
  const profiles = performanceProfiles(times, FACTORS);
  return {
    lines: arms.map(({ arm, slot }) => ({
      ...{ name: arm.label, slot },
      points: profiles[arm.arm]!.map(({ threshold, share }): Point => [threshold, 100 * share]),
    })),
    x: { title: 'times the steps of the first arm to get there', log: true },
    y: { ...SHARE, title: 'seeds within that factor, %' },
    caption: `Over ${shared.length} final seeds: at how many of them an arm reaches ${percent(target)} % of the validation images within a factor of the arm that is first at that seed (Dolan and Moré 2002); a run that never does is within no factor.`,
  };
}

/** 1 … 8, at even steps of the logarithm. */
const FACTORS = Array.from({ length: 61 }, (_, i) => 8 ** (i / 60));

function accuracies({ runs }: ArmEvidence, db: Database): (number | null)[] {
  return runs.map(({ id, diverged }) => {
    const last = diverged ? undefined : getRun(db, id).summary['test/accuracy']?.last;
    return last === undefined || !Number.isFinite(last) ? null : last;
  });
}

function stepsTo(target: number, { id, diverged }: ArmEvidence['runs'][number], db: Database): number | null {
  if (diverged) return null;
  const { steps, values } = readMetric(db, id, 'validation/accuracy');
  const at = values.findIndex((value) => value >= target);
  return at === -1 ? null : steps[at]!;
}

/** A little beyond both ends, so that every profile begins at 0 and ends at 1. */
function spread(low: number, high: number): number[] {
  const margin = 0.02 * (high - low) + 1e-6;
  const step = (high - low + 2 * margin) / 120;
  return Array.from({ length: 121 }, (_, i) => low - margin + i * step);
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(2);
}
