import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../bench/engine/measure.ts';
import { aimsOf, describeRow, rowsOf } from '../../../bench/engine/report.ts';
import { aimHolds } from '../../../bench/support/results.ts';

const comparison: Comparison = {
  workload: 'lenet5 sgd',
  batch: 128,
  gflopPerSample: 0.002,
  bars: { 'native avx512': 4, 'native avx2': 3 },
  trials: [],
  peer: { name: 'pytorch', setting: 'fused' },
  // the machine was half as fast in the second round, for all
  peerRates: [10_000, 5_000, 10_000],
  ourRates: {
    'native avx512': [50_000, 22_000, 38_000],
    'native avx2': [29_000, 14_000, 31_000],
    wasm: [9_000, 5_000, 12_000],
  },
  peaks: [100, 120, 400],
  repeated: 0,
};

describe('the table of the engine benchmark', () => {
  it('compares within rounds: its ratio is the median of the ratios, not the ratio of the medians', () => {
    // 5, 4.4 and 3.8; the medians of both sides would give 38,000 / 10,000
    expect(rowsOf(comparison).map(({ engine, ratio }) => [engine, ratio])).toEqual([
      ['native avx512', 4.4],
      ['native avx2', 2.9],
      ['wasm', 1],
    ]);
  });

  it('counts GFLOP/s from the median rate, and their share of the median peak', () => {
    const [row] = rowsOf(comparison);
    expect(row).toMatchObject({ samplesPerSec: 38_000, gflops: 76, peerSamplesPerSec: 10_000 });
    expect(row?.shareOfPeak).toBeCloseTo(76 / 120, 12);
  });

  it('holds bars at batch 128 alone', () => {
    const at = (batch: number) => rowsOf({ ...comparison, batch }).map(({ bar }) => bar);
    expect(at(128)).toEqual([4, 3, null]);
    expect(at(64)).toEqual([null, null, null]);
  });

  it('tells a result with its bar, and where no bar or no peer is, without', () => {
    const [avx512, avx2, wasm] = rowsOf(comparison).map(describeRow);
    expect(avx512).toBe('native avx512: 38,000 samples/s, 4.40 × pytorch (fused), bar 4: pass');
    expect(avx2).toBe('native avx2: 29,000 samples/s, 2.90 × pytorch (fused), bar 3: FAIL');
    expect(wasm).toBe('wasm: 9,000 samples/s, 1.00 × pytorch (fused)');
    const [alone] = rowsOf({ ...comparison, peer: null, peerRates: [] }).map(describeRow);
    expect(alone).toBe('native avx512: 38,000 samples/s, no peer');
  });

  it('has an aim for every bar and for each pair of processes', () => {
    const doublings = [
      { workload: 'lenet5 sgd', alone: [10, 10], together: [19, 17], ratio: 1.8, repeated: 0 },
    ];
    expect(
      aimsOf(rowsOf(comparison), doublings).map((aim) => [aim.what, aim.measured, aim.aim, aimHolds(aim)]),
    ).toEqual([
      ['lenet5 sgd, batch 128, native avx512', 4.4, 4, true],
      ['lenet5 sgd, batch 128, native avx2', 2.9, 3, false],
      ['two processes on two cores, lenet5 sgd', 1.8, 1.9, false],
    ]);
  });
});
