/** From raw rates to the table's rows; used by the benchmark's output and by docs/performance.md alike. */
import type { Aim } from '../support/results.ts';
import { median } from '../support/stats.ts';
import type { Comparison } from './measure.ts';
import { DOUBLING_BAR, type Doubling } from './two-processes.ts';
import { BAR_BATCH, VARIANTS, type Variant } from './workloads.ts';

export interface Row {
  readonly workload: string;
  readonly batch: number;
  readonly engine: Variant;
  /** medians over the rounds */
  readonly samplesPerSec: number;
  readonly gflops: number;
  /** of the machine's FMA peak in the same run; null without a compiler */
  readonly shareOfPeak: number | null;
  readonly peer: string;
  readonly peerSamplesPerSec: number | null;
  /** median of the ratios within a round; null without a peer */
  readonly ratio: number | null;
  readonly bar: number | null;
}

export function rowsOf(comparison: Comparison): readonly Row[] {
  const { peer, peerRates, gflopPerSample } = comparison;
  const peak = median(comparison.peaks);
  return VARIANTS.flatMap((engine) => {
    const rates = comparison.ourRates[engine];
    const samplesPerSec = median(rates ?? []);
    if (rates === undefined || samplesPerSec === null) return [];
    const gflops = samplesPerSec * gflopPerSample;
    return [
      {
        workload: comparison.workload,
        batch: comparison.batch,
        engine,
        samplesPerSec,
        gflops,
        shareOfPeak: peak === null ? null : gflops / peak,
        peer: peer === null ? 'none' : `${peer.name} (${peer.setting})`,
        peerSamplesPerSec: median(peerRates),
        ratio: median(peerRates.map((rate, round) => rates[round]! / rate)),
        bar: comparison.batch === BAR_BATCH ? (comparison.bars[engine] ?? null) : null,
      },
    ];
  });
}

export function aimsOf(rows: readonly Row[], doublings: readonly Doubling[]): readonly Aim[] {
  return [
    ...rows.flatMap(({ workload, batch, engine, ratio, bar }): readonly Aim[] =>
      bar === null || ratio === null
        ? []
        : [
            {
              what: `${workload}, batch ${batch}, ${engine}`,
              unit: '× the fastest peer',
              measured: ratio,
              direction: 'min',
              aim: bar,
            },
          ],
    ),
    ...doublings.map(
      ({ workload, ratio }): Aim => ({
        what: `two processes on two cores, ${workload}`,
        unit: '× one',
        measured: ratio,
        direction: 'min',
        aim: DOUBLING_BAR,
      }),
    ),
  ];
}

/** Columns of the table, as text: for the terminal and for markdown. */
export const COLUMNS: readonly {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly value: (row: Row) => string;
}[] = [
  { title: 'workload', align: 'left', value: ({ workload }) => workload },
  { title: 'batch', align: 'right', value: ({ batch }) => String(batch) },
  { title: 'engine', align: 'left', value: ({ engine }) => engine },
  { title: 'samples/s', align: 'right', value: ({ samplesPerSec }) => integer(samplesPerSec) },
  { title: 'GFLOP/s', align: 'right', value: ({ gflops }) => gflops.toFixed(1) },
  {
    title: 'of FMA peak',
    align: 'right',
    value: ({ shareOfPeak }) => (shareOfPeak === null ? '—' : `${(100 * shareOfPeak).toFixed(0)} %`),
  },
  { title: 'fastest peer', align: 'left', value: ({ peer }) => peer },
  {
    title: 'samples/s',
    align: 'right',
    value: ({ peerSamplesPerSec }) => (peerSamplesPerSec === null ? '—' : integer(peerSamplesPerSec)),
  },
  { title: 'ratio', align: 'right', value: ({ ratio }) => (ratio === null ? '—' : ratio.toFixed(2)) },
  { title: 'bar', align: 'right', value: ({ bar }) => (bar === null ? '' : `>= ${bar}`) },
  { title: '', align: 'left', value: verdict },
];

/** A row as a sentence, for the progress of a long run. */
export function describeRow(row: Row): string {
  const { engine, samplesPerSec, ratio, peer, bar } = row;
  const rate = `${engine}: ${integer(samplesPerSec)} samples/s`;
  if (ratio === null) return `${rate}, no peer`;
  const judged = bar === null ? '' : `, bar ${bar}: ${verdict(row)}`;
  return `${rate}, ${ratio.toFixed(2)} × ${peer}${judged}`;
}

function verdict({ ratio, bar }: Row): string {
  if (bar === null) return '';
  if (ratio === null) return 'not measured';
  return ratio >= bar ? 'pass' : 'FAIL';
}

function integer(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
