/** Final values: a row of numbers a group, a box plot, and whether two groups can be told apart. */
import {
  boxOf,
  describe,
  mean,
  meanInterval,
  standardDeviation,
  studentQuantile,
  welchTest,
} from '../../src/stats/index.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { differenceText, differenceUnit, isShare, metricHead } from '../format.ts';
import { finalOf, finalValues } from '../runs/group.ts';
import { likeBest } from '../runs/like-best.ts';
import { directionOf } from '../runs/model.ts';
import { baselineValue } from './baseline.ts';
import { SYNC } from './charts.ts';
import { type ComparedGroup, type CompareModel, runsOf, unitOfMetric } from './model.ts';

export interface FinalRow {
  readonly group: ComparedGroup;
  readonly index: number;
  /** of completed runs */
  readonly values: readonly number[];
  readonly mean: number | null;
  /** half width by the band chosen; null: below two values, or the range */
  readonly spread: number | null;
  readonly range: readonly [number, number] | null;
  readonly diverged: number;
  /** of the mean to the baseline; null: there is none */
  readonly difference: number | null;
  readonly like: boolean;
}

export function finalRows(model: CompareModel): FinalRow[] {
  const { final, table, groups, view } = model;
  if (final === null) return [];
  const like =
    groups.length > 1 ? likeBest(table, final, groups, directionOf(final.key, model.metrics)) : new Set();
  const reference = baselineValue(model);
  return groups.map((group, index) => {
    const values = finalValues(table, final, group.members);
    const found = describe(values);
    const half =
      view.band === 'se'
        ? found.standardError
        : view.band === 'ci'
          ? halfWidth(values)
          : view.band === 'range'
            ? null
            : found.std;
    return {
      group,
      index,
      values,
      mean: found.mean,
      difference: found.mean === null || reference === null ? null : found.mean - reference,
      spread: half,
      range: view.band === 'range' && found.n > 1 ? [found.min!, found.max!] : null,
      diverged: runsOf(model, group.members).filter(({ status }) => status === 'diverged').length,
      like: like.has(group.key),
    };
  });
}

function halfWidth(values: readonly number[]): number | null {
  const interval = meanInterval(values);
  return interval === null ? null : (interval.high - interval.low) / 2;
}

/** Boxes over the groups; values as shown, shares in percent. */
export function boxSpec(model: CompareModel, rows: readonly FinalRow[]): ChartSpec | null {
  const { final } = model;
  if (final === null || rows.every(({ values }) => values.length === 0)) return null;
  const factor = isShare(final.key) ? 100 : 1;
  const scaled = rows.map(({ values }) => values.map((value) => value * factor));
  const colors = rows.map(({ index }) => model.colors.of[index]!);
  const title = metricHead(final.key, unitOfMetric(model, final.key));
  return {
    x: { title: '', scale: 'category', categories: rows.map(({ group }) => group.label) },
    y: { title, scale: 'linear' },
    sync: SYNC,
    series: [
      {
        kind: 'boxes',
        name: title,
        slots: colors.map(({ slot }) => slot),
        shades: colors.map(({ shade }) => shade ?? null),
        values: scaled.map((values) => {
          const box = boxOf(values);
          if (box === null) return null;
          return [box.lowWhisker, box.firstQuartile, box.median, box.thirdQuartile, box.highWhisker];
        }),
        points: scaled.flatMap((values, i) => values.map((value) => [i, value] as const)),
      },
    ],
  };
}

export interface PairComparison {
  readonly a: ComparedGroup;
  readonly b: ComparedGroup;
  /** mean(a) − mean(b), 95 % interval */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** number of pairs; null where runs are not paired */
  readonly pairs: number | null;
  readonly n: readonly [number, number];
}

/** Paired by seed where both sides have each seed once and at least two in common; else Welch. null: too few values. */
export function comparePair(model: CompareModel, a: ComparedGroup, b: ComparedGroup): PairComparison | null {
  if (model.final === null) return null;
  const [left, right] = [a, b].map((group) => bySeed(model, group));
  const [x, y] = [a, b].map((group) => finalValues(model.table, model.final!, group.members));
  const n = [x!.length, y!.length] as const;
  if (left && right) {
    const differences = [...left].flatMap(([seed, value]) => {
      const other = right.get(seed);
      return other === undefined ? [] : [value - other];
    });
    const interval = meanInterval(differences);
    if (interval !== null) {
      const { estimate, low, high } = interval;
      return { a, b, difference: estimate, low, high, pairs: differences.length, n };
    }
  }
  const test = welchTest(x!, y!);
  if (test === null) return null;
  const variance = standardDeviation(x!)! ** 2 / n[0] + standardDeviation(y!)! ** 2 / n[1];
  const half = variance === 0 ? 0 : studentQuantile(0.975, test.degreesOfFreedom) * Math.sqrt(variance);
  const difference = mean(x!) - mean(y!);
  return { a, b, difference, low: difference - half, high: difference + half, pairs: null, n };
}

/** null where a seed occurs twice, or is not known: then runs cannot be paired. */
function bySeed(model: CompareModel, group: ComparedGroup): Map<number, number> | null {
  const read = finalOf(model.table, model.final!)!;
  const values = new Map<number, number>();
  const seen = new Set<number>();
  for (const row of group.members) {
    const { seed } = model.table.rows[row]!;
    if (seed === null || seen.has(seed)) return null;
    seen.add(seed);
    const value = read(row);
    if (value !== null) values.set(seed, value);
  }
  return values;
}

/** `adam is ahead of sgd.`, and the numbers behind it. */
export function pairWords(model: CompareModel, pair: PairComparison): { verdict: string; evidence: string } {
  const metric = model.final!.key;
  const unit = differenceUnit(metric) === '' ? '' : ` ${differenceUnit(metric)}`;
  const text = (value: number) => differenceText(metric, value);
  const better = directionOf(metric, model.metrics) === 'max' ? 1 : -1;
  const told = pair.low > 0 || pair.high < 0;
  const ahead = Math.sign(pair.difference) * better > 0;
  const [first, second] = ahead ? [pair.a, pair.b] : [pair.b, pair.a];
  return {
    verdict: told
      ? `${first.label} is better than ${second.label}.`
      : `${pair.a.label} and ${pair.b.label} cannot be told apart.`,
    evidence: `Difference ${text(pair.difference)}${unit}, 95 % CI [${text(pair.low)}, ${text(pair.high)}], ${
      pair.pairs === null ? `Welch, n = ${pair.n[0]} and ${pair.n[1]}` : `paired by seed, n = ${pair.pairs}`
    }.`,
  };
}
