/** Times to a target as a picture: the share of an arm's runs that have reached it, over the steps. */
import { getRun, type RunDetail } from '../../../db/index.ts';
import { kaplanMeier, type TimeToEvent } from '../../stats/index.ts';
import { budgetOf } from '../../train/index.ts';
import type { FigureDefinition } from '../definition.ts';
import type { SideRecord } from '../evidence.ts';
import { runValue } from '../values.ts';
import type { Line, Point } from './chart.ts';
import type { DataContext, FigureData } from './figure.ts';

export function survival(
  { hypothesis: id, title }: Extract<FigureDefinition, { kind: 'survival' }>,
  number: number,
  context: DataContext,
): FigureData[] {
  const hypothesis = context.evidence.hypotheses.find((one) => one.id === id);
  const slots = Object.keys(context.claim.arms);
  return (hypothesis?.strata ?? []).flatMap(({ stratum, label, target, comparisons }): FigureData[] => {
    if (target === null) return [];
    const sides = new Map(comparisons.flatMap((one) => one.sides).map((side) => [side.arm, side]));
    const lines = [...sides.values()].map((side): Line => {
      const points = reachedOver(timesOf(side, target, context));
      const n = points.map(() => side.runs.length);
      return { name: side.label, slot: slots.indexOf(side.arm), points, n };
    });
    const percent = (100 * target).toFixed(2);
    return [
      {
        kind: 'lines',
        title: `${title}: ${label}`,
        name: `${number}-survival-${stratum}`,
        stratum,
        lines,
        x: { title: 'step' },
        y: { title: `runs that have reached ${percent} %, %`, min: 0, max: 100 },
        caption: `Share of the final runs whose validation accuracy has reached ${percent} %, as 1 − the Kaplan–Meier estimate; a line that ends below 100 % has runs that never did.`,
      },
    ];
  });
}

function timesOf({ runs }: SideRecord, target: number, { db }: DataContext): TimeToEvent[] {
  return runs.map((id) => {
    const run = getRun(db, id);
    const totalSteps = wholeBudget(run);
    const { value, censored } = runValue({ kind: 'timeToTarget', reference: '' }, run, {
      ...{ db, target, totalSteps, classes: 1, trainSize: 1 },
    });
    return { time: value!, reached: !censored };
  });
}

/**
 * Steps for which a run that never reaches the target counts, as in the verdict: also one that diverged on the way. A run
 * without a config has no budget but what it logged.
 */
export function wholeBudget({ config, summary }: Pick<RunDetail, 'config' | 'summary'>): number {
  return config === null ? (summary['train/loss']?.lastStep ?? 0) : budgetOf(config).totalSteps;
}

/** In steps: what is drawn stays level until the next run gets there. */
function reachedOver(times: readonly TimeToEvent[]): Point[] {
  const end = Math.max(...times.map(({ time }) => time));
  const points: Point[] = [[0, 0]];
  let share = 0;
  for (const { time, survival: left } of kaplanMeier(times)) {
    points.push([time, share]);
    share = 100 * (1 - left);
    points.push([time, share]);
  }
  return [...points, [end, share]];
}
