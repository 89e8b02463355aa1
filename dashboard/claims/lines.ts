/** The lines of a claim's figure as they are drawn: all of its runs, thinned only for the drawing. */
import type { Line as FullLine } from '../../src/claims/report/chart.ts';
import { hasRuns } from '../../src/claims/report/series.ts';
import { FEWEST_FOR_BAND, thinnedIndexes } from '../../src/stats/index.ts';
import type { Line, Point } from '../charts/spec.ts';
import { count, counted } from '../format.ts';

/** Points of one figure that go over the wire, means and single runs. */
const MEAN_POINTS = 16_000;
const RUN_POINTS = 10_000;
/** More of them are a fog. */
const MOST_SINGLES = 300;
/** No line needs more than two points a pixel. */
const MOST_COLUMNS = 600;
const FEWEST_COLUMNS = 20;

interface Drawing {
  /** of the palette, by the slot of an arm */
  readonly slots: readonly number[];
  /** lines carry their names at their ends */
  readonly labelled: boolean;
  readonly log: boolean;
}

/** The series, single runs behind, and what the footnote says of the drawing. */
export function drawLines(
  lines: readonly FullLine[],
  { slots, labelled, log }: Drawing,
): { readonly series: readonly Line[]; readonly remarks: readonly string[] } {
  const runs = lines.filter(({ run }) => run !== undefined);
  const means = lines.filter(({ run }) => run === undefined);
  const drawn = runs.length <= MOST_SINGLES ? runs.filter(({ name }) => runsOf(runs, name) > 1) : [];
  const runColumns = columnsFor(RUN_POINTS, drawn.length);
  const meanColumns = columnsFor(MEAN_POINTS, means.length);
  const shared = ({ name, slot }: FullLine) => ({
    kind: 'line' as const,
    group: name,
    slot: slots[slot] ?? 10,
  });
  const series = [
    ...drawn.map((line): Line => {
      const weight = runsOf(runs, line.name) < FEWEST_FOR_BAND ? 'single' : 'faint';
      return {
        ...shared(line),
        name: `${line.name}, seed ${line.run!.seed}`,
        weight,
        points: thinned(line, runColumns),
      };
    }),
    ...means.map((line): Line => {
      const { name, band, n, markers } = line;
      const kept = keptOf(line, meanColumns);
      const at = <T>(items: readonly T[]) => kept.map((i) => items[i]!);
      return {
        ...{ ...shared(line), name, weight: 'mean', points: at(line.points).map(drawnPoint) },
        ...(band === undefined ? {} : { band: { low: at(band.low), high: at(band.high) } }),
        ...(n === undefined ? {} : { n: at(n) }),
        ...(markers === true ? { markers } : {}),
        ...(labelled ? { label: name } : {}),
      };
    }),
  ];
  const most = Math.max(0, ...means.map(({ points }) => points.length));
  const notPositive = log ? means.flatMap(({ points }) => points.filter(([, y]) => y <= 0)).length : 0;
  return {
    series,
    remarks: [
      ...(hasRuns(lines) ? ['No run is sampled.'] : []),
      ...(drawn.length > 0 ? [`${counted(drawn.length, 'single run')} behind.`] : []),
      ...(runs.length > MOST_SINGLES ? ['Single runs are too many to be drawn behind.'] : []),
      ...(notPositive > 0 ? [`${counted(notPositive, 'value')} ≤ 0 not drawn on the log axis.`] : []),
      most > 2 * meanColumns
        ? `Drawn from at most ${count(2 * meanColumns)} points a mean${runWords(drawn, runColumns)}, the extremes kept.`
        : `Points drawn: ${count(most)} a mean${runWords(drawn, runColumns)}.`,
    ],
  };
}

function runWords(drawn: readonly FullLine[], columns: number): string {
  if (drawn.length === 0) return '';
  const most = Math.max(...drawn.map(({ points }) => points.length));
  return most > 2 * columns ? ` and ${count(2 * columns)} a run` : ` and ${count(most)} a run`;
}

function runsOf(runs: readonly FullLine[], name: string): number {
  return runs.filter((one) => one.name === name).length;
}

function columnsFor(points: number, lines: number): number {
  return Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor(points / (2 * Math.max(1, lines)))));
}

function keptOf({ points }: FullLine, columns: number): number[] {
  const column = (i: 0 | 1) => Float64Array.from(points, (point) => point[i]);
  return thinnedIndexes(column(0), column(1), columns);
}

function thinned(line: FullLine, columns: number): Point[] {
  return keptOf(line, columns).map((i) => drawnPoint(line.points[i]!));
}

/** Six digits are more than a screen shows; the CSV has all of them. */
function drawnPoint([x, y]: readonly [number, number]): Point {
  return [x, Number.isFinite(y) ? Number(y.toPrecision(6)) : null];
}
