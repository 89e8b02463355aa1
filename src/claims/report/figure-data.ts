/** What the figures of a claim show, apart from how they are drawn: reports draw it as files, pages as live charts. */
import { type Database, getRun, readMetric } from '../../../db/index.ts';
import { expectedBestOf, FEWEST_FOR_BAND, mean } from '../../stats/index.ts';
import type { FigureDefinition } from '../definition.ts';
import type { ArmEvidence } from '../evidence.ts';
import { artifact } from './artifact-figures.ts';
import type { AxisOptions, Line, Point, RunValue } from './chart.ts';
import type { DataContext, FigureData } from './figure.ts';
import { curvesCaption } from './final-runs.ts';
import { groups, type PlacedArm } from './placed-arms.ts';
import { profile } from './profile.ts';
import { armCurves, asError } from './series.ts';
import { survival } from './survival.ts';

export type { DataContext, FigureData } from './figure.ts';

/** Figures that are made of numbers; the others are pictures (see figures.ts). */
export type DrawnDefinition = Exclude<FigureDefinition, { kind: 'trajectories' | 'predictions' }>;

/** @param number of the figure in its claim, from 1 */
export function figureData(definition: DrawnDefinition, number: number, context: DataContext): FigureData[] {
  switch (definition.kind) {
    case 'curves':
      return curves(definition, number, context);
    case 'layers':
      return layers(definition, number, context);
    case 'sensitivity':
      return sensitivity(definition, number, context);
    case 'bestOf':
      return bestOf(definition, number, context);
    case 'survival':
      return survival(definition, number, context);
    case 'series':
      return series(definition, number, context);
    case 'artifact':
      return artifact(definition, number, context);
    case 'profile':
      return eachStratum(context, definition, `${number}-profile-${definition.by}`, (arms) =>
        profile(definition, arms, context),
      );
    default:
      return definition satisfies never;
  }
}

/** One figure a stratum, where `draw` finds lines in it. */
function eachStratum(
  context: DataContext,
  { title, arms: wanted }: { readonly title: string; readonly arms?: readonly string[] },
  name: string,
  draw: (arms: readonly PlacedArm[]) => {
    readonly lines: readonly Line[];
    readonly x: AxisOptions;
    readonly y: AxisOptions;
    readonly caption: string;
  },
): FigureData[] {
  const all = groups(context, wanted);
  return all.flatMap(({ stratum, label, arms }): FigureData[] => {
    const { lines, x, y, caption } = draw(arms);
    if (lines.length === 0) return [];
    const full = `${name}${all.length > 1 ? `-${stratum}` : ''}`;
    return [{ kind: 'lines', title: `${title}: ${label}`, name: full, stratum, lines, x, y, caption }];
  });
}

type Kind<K extends FigureDefinition['kind']> = Extract<FigureDefinition, { kind: K }>;

function curves(definition: Kind<'curves'>, number: number, context: DataContext): FigureData[] {
  const { metric, log } = definition;
  return eachStratum(context, definition, `${number}-curves`, (arms) => ({
    lines: arms.flatMap(({ arm, slot }) => armCurves(context.db, arm, metric, slot)),
    x: { title: 'step' },
    y: {
      title: asError(metric) ? `${metricTitle(metric).replace('accuracy', 'error')}, %` : metricTitle(metric),
      log: log ?? false,
    },
    caption: curvesCaption(arms.map(({ arm }) => arm)),
  }));
}

/** As series.ts draws it. */
const BAND = `band ± 1 standard deviation from ${FEWEST_FOR_BAND} runs on, below that the single runs`;

function layers(definition: Kind<'layers'>, number: number, context: DataContext): FigureData[] {
  const { metric, at } = definition;
  return eachStratum(context, definition, `${number}-layers`, (arms) => ({
    lines: arms.flatMap(({ arm, slot }): Line[] => {
      const names = layerNames(context.db, arm, metric);
      const each = names.map((name) => finalValues(context.db, arm, `${metric}${name}`, at));
      return meanLine(
        arm.label,
        slot,
        each.map((values, i) => [i + 1, values]),
      );
    }),
    x: { title: 'layer with weights, from the input', whole: true },
    y: { title: metricTitle(metric), log: true },
    caption: `Mean over the final seeds${typeof at === 'number' ? ` at step ${at}` : ''}.`,
  }));
}

/** `measure/hessian/lowest_over_highest` as `hessian, lowest over highest` */
function metricTitle(name: string): string {
  return name
    .replace(/^measure\//, '')
    .replace(/\/$/, '')
    .replaceAll('_', ' ')
    .replace(/^(train|validation|test)\//, '$1 ')
    .replaceAll('/', ', ');
}

function layerNames(db: Database, arm: ArmEvidence, prefix: string): string[] {
  const [first] = arm.runs.filter(({ diverged, stalled }) => !diverged && !stalled);
  if (first === undefined) return [];
  const names = Object.keys(getRun(db, first.id).summary)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const rank = (name: string) => (name.startsWith('conv') ? 0 : 1000) + Number(name.match(/\d+$/)?.[0] ?? 0);
  return names.sort((a, b) => rank(a) - rank(b));
}

function sensitivity(definition: Kind<'sensitivity'>, number: number, context: DataContext): FigureData[] {
  return eachStratum(context, definition, `${number}-sensitivity`, (arms) => {
    const lines = arms.flatMap(({ arm, slot }): Line[] => {
      const { tuningSeeds } = context.evidence;
      const { candidates, tuningRuns } = arm.tuning ?? { candidates: [], tuningRuns: [] };
      const named = tuningRuns.length === candidates.length * tuningSeeds.length;
      const each = candidates.flatMap(({ learningRate, accuracies }, c): [number, RunValue[]][] => {
        const known = accuracies.flatMap((value, i): RunValue[] => {
          const id = named ? (tuningRuns[c * tuningSeeds.length + i] ?? null) : null;
          return value === null ? [] : [{ id, seed: tuningSeeds[i] ?? i, value: 100 * value }];
        });
        return learningRate === null ? [] : [[learningRate, known]];
      });
      return meanLine(arm.label, slot, each).filter(({ points }) => points.length > 1);
    });
    const best = Math.max(...lines.flatMap(({ points }) => points.map(([, value]) => value)));
    return {
      lines,
      x: { title: 'learning rate', log: true },
      y: { title: 'validation accuracy, %', min: Math.floor(best - 10) },
      caption: `Mean over the ${context.evidence.tuningSeeds.length} tuning seeds; rates more than ten points below the best are off the picture.`,
    };
  });
}

function bestOf(definition: Kind<'bestOf'>, number: number, context: DataContext): FigureData[] {
  return eachStratum(context, definition, `${number}-best-of`, (arms) => ({
    lines: arms.flatMap(({ arm, slot }): Line[] => {
      const trials = (arm.tuning?.candidates ?? []).map(({ accuracies }) =>
        mean(accuracies.map((value) => value ?? CHANCE)),
      );
      if (trials.length < 3) return [];
      const points = trials.map((_, i): Point => [i + 1, 100 * expectedBestOf(trials, i + 1)]);
      return [{ name: arm.label, slot, points, markers: true }];
    }),
    x: { title: 'trials, drawn from those of the tuning' },
    y: { title: 'expected best validation accuracy, %' },
    caption:
      'Expected best of k trials without replacement; a trial is the mean over the tuning seeds, a run that diverged or never learnt counts at chance.',
  }));
}

const CHANCE = 0.1;

function series(definition: Kind<'series'>, number: number, context: DataContext): FigureData[] {
  const { metric, x, log } = definition;
  const line = metric.includes('*') ? starLine : armCurves;
  return eachStratum(context, definition, `${number}-series`, (arms) => ({
    lines: arms.flatMap(({ arm, slot }) => line(context.db, arm, metric, slot)),
    x: { title: x },
    y: { title: metricTitle(metric.replace('/*', '')), log: log ?? false },
    caption: `Mean over the final seeds at the chosen setting${metric.includes('*') ? '' : `, ${BAND}`}.`,
  }));
}

function starLine(db: Database, arm: ArmEvidence, metric: string, slot: number): Line[] {
  const [before = '', after = ''] = metric.split('*');
  const [first] = arm.runs.filter(({ diverged, stalled }) => !diverged && !stalled);
  if (first === undefined) return [];
  const each = Object.keys(getRun(db, first.id).summary)
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => Number(name.slice(before.length, name.length - after.length)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
    .map((at): [number, RunValue[]] => [at, finalValues(db, arm, `${before}${at}${after}`, 'last')]);
  return meanLine(arm.label, slot, each).filter(({ points }) => points.length > 1);
}

/** The mean at each x that has values; [] where none has. */
function meanLine(
  name: string,
  slot: number,
  each: readonly (readonly [x: number, values: readonly RunValue[]])[],
): Line[] {
  const known = each.filter(([, values]) => values.length > 0);
  if (known.length === 0) return [];
  return [
    {
      ...{ name, slot, markers: true },
      points: known.map(([x, values]): Point => [x, mean(values.map(({ value }) => value))]),
      n: known.map(([, values]) => values.length),
      each: known.map(([, values]) => values),
    },
  ];
}

/** Of the final runs at the chosen setting; those without a value are left out. */
function finalValues(db: Database, arm: ArmEvidence, metric: string, at: 'last' | number): RunValue[] {
  return arm.runs.flatMap(({ id, seed }): RunValue[] => {
    const summary = getRun(db, id).summary[metric];
    if (summary === undefined) return [];
    const value = at === 'last' ? summary.last : valueAt(db, id, metric, at);
    return value === undefined || !Number.isFinite(value) ? [] : [{ id, seed, value }];
  });
}

function valueAt(db: Database, id: string, metric: string, step: number): number | undefined {
  const { steps, values } = readMetric(db, id, metric);
  return values[steps.indexOf(step)];
}
