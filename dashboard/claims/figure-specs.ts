/** The figures of a claim as charts of its page. */
import { type Database, runTable } from '../../db/index.ts';
import type { ClaimDefinition, ClaimEvidence, FigureDefinition } from '../../src/claims/index.ts';
import { type DrawnDefinition, type FigureData, figureData } from '../../src/claims/report/figure-data.ts';
import { createCache } from '../cache.ts';
import { MOST_LABELS } from '../charts/legend.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { slotOf } from '../palette.ts';
import { drawLines } from './lines.ts';

export interface ClaimChart {
  readonly id: string;
  /** unique within the claim and stratum: `1-curves` */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly spec: ChartSpec;
  readonly stratum: string | null;
}

/** Every claim shows how its arms learn, also where its definition does not ask for it. */
const LEARNING: FigureDefinition = {
  kind: 'curves',
  metric: 'validation/accuracy',
  title: 'Validation accuracy',
  log: true,
};

export function drawnDefinitions(claim: ClaimDefinition): { definition: DrawnDefinition; number: number }[] {
  const own = claim.figures ?? [];
  const figures = own.some(({ kind }) => kind === 'curves') ? own : [...own, LEARNING];
  return figures.flatMap((definition, i) =>
    definition.kind === 'trajectories' || definition.kind === 'predictions'
      ? []
      : [{ definition, number: i + 1 }],
  );
}

const caches = new WeakMap<Database, ReturnType<typeof createCache<readonly ClaimChart[]>>>();

/** Of one stratum; kept, since runs behind a verdict do not change. */
export function claimCharts(
  db: Database,
  claim: ClaimDefinition,
  evidence: ClaimEvidence,
  stratum: string | null,
): readonly ClaimChart[] {
  const cache = caches.get(db) ?? createCache<readonly ClaimChart[]>(40);
  caches.set(db, cache);
  const key = [claim.id, evidence.preset, evidence.computedAt, stratum].join(' ');
  return cache(key, () => {
    const slots = armSlots(claim);
    return claimFigures(db, claim, evidence, stratum).map((data) => chartOf(data, slots));
  });
}

/** What the charts are drawn from: every run, every point. */
export function claimFigures(
  db: Database,
  claim: ClaimDefinition,
  evidence: ClaimEvidence,
  stratum: string | null,
): readonly FigureData[] {
  // runs may have been deleted since the verdict
  const present = new Set(runTable(db).rows.flatMap((run) => run?.id ?? []));
  const arms = evidence.arms
    .filter((arm) => stratum === null || arm.stratum === stratum)
    .map((arm) => ({ ...arm, runs: arm.runs.filter(({ id }) => present.has(id)) }));
  const context = { db, claim, evidence: { ...evidence, arms } };
  return drawnDefinitions(claim).flatMap(({ definition, number }) => figureData(definition, number, context));
}

/** A slot an arm, in the order of the claim: an arm that is named as an optimizer or activation has the colour of that. */
export function armSlots(claim: ClaimDefinition): readonly number[] {
  const arms = Object.values(claim.arms);
  const taken = new Set<number>();
  const own = arms.map(({ label, settings }) => {
    for (const name of ['optimizer', 'activation', 'batchNorm'] as const) {
      const value = settings[name];
      if (typeof value !== 'string' || label !== value) continue;
      const slot = slotOf(name, value);
      if (taken.has(slot)) continue;
      taken.add(slot);
      return slot;
    }
    return null;
  });
  let next = 0;
  const free = Array.from({ length: 10 }, (_, i) => i + 1).filter((slot) => !taken.has(slot));
  return own.map((slot) => slot ?? (free.length === 0 ? 10 : free[next++ % free.length]!));
}

function chartOf(data: FigureData, slots: readonly number[]): ClaimChart {
  const { name, title, stratum } = data;
  const shared = { id: `figure-${name}`, name, title, stratum };
  if (data.kind === 'heat') return { ...shared, caption: data.caption, spec: heatSpec(data.map) };
  const { spec, remarks } = linesSpec(data, slots);
  return { ...shared, caption: [data.caption, ...remarks].join(' '), spec };
}

function linesSpec(
  { lines, x, y }: Extract<FigureData, { kind: 'lines' }>,
  slots: readonly number[],
): { spec: ChartSpec; remarks: readonly string[] } {
  const names = [...new Set(lines.map((line) => line.name))];
  // where lines end at different x, as grids of rates do, words at their ends run into each other
  const labelled = names.length <= MOST_LABELS && lines.every(({ markers }) => markers !== true);
  const { series, remarks } = drawLines(lines, { slots, labelled, log: y.log === true });
  return {
    remarks,
    spec: {
      x: { title: x.title, scale: x.log ? 'log' : 'linear', ...(x.whole && { whole: true }) },
      y: {
        title: y.title,
        scale: y.log ? 'log' : 'linear',
        ...(y.min === undefined ? {} : { min: y.min }),
        ...(y.max === undefined ? {} : { max: y.max }),
      },
      legend: !labelled || (names.length > 1 && 'narrow'),
      series,
    },
  };
}

function heatSpec({ columns, rows, values, x, y }: Extract<FigureData, { kind: 'heat' }>['map']): ChartSpec {
  const flat = values.flat().filter(Number.isFinite);
  return {
    x: { title: x, scale: 'category', categories: columns },
    y: { title: y, scale: 'category', categories: rows },
    series: [
      {
        kind: 'heat',
        name: 'rescaled loss',
        cells: values.flatMap((row, i) => row.map((value, j) => [j, i, value] as const)),
        scale: { low: Math.min(...flat), high: Math.max(...flat), palette: 'sequential' },
      },
    ],
  };
}
