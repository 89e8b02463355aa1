import { describe, expect, it } from 'vitest';
import {
  compareRestrictedMeans,
  describe as describeValues,
  kaplanMeier,
  logRankTest,
  restrictedMean,
  restrictedTime,
  type TimeToEvent,
  welchTest,
} from '../../../src/stats/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Of lifelines, the log-rank test also of scipy; written by tests/golden/stats/protocol.py. */
const golden = goldenStats('protocol').survival;

interface Group {
  readonly time: number[];
  readonly reached: boolean[];
}

const runsOf = ({ time, reached }: Group): TimeToEvent[] =>
  time.map((t, i) => ({ time: t, reached: reached[i]! }));

describe('kaplanMeier', () => {
  it('has the curve of lifelines', () => {
    for (const { groups } of golden) {
      for (const group of groups) {
        const steps = kaplanMeier(runsOf(group));
        expect(steps).toHaveLength(group.steps.length);
        steps.forEach((step, i) => {
          const { survival, ...counts } = group.steps[i];
          expect(step).toMatchObject(counts);
          expectClose(step.survival, survival, 1e-13);
        });
      }
    }
  });

  it('is empty where no run reached the target, and refuses times that are none', () => {
    expect(kaplanMeier([{ time: 5, reached: false }])).toEqual([]);
    expect(() => kaplanMeier([{ time: Number.POSITIVE_INFINITY, reached: true }])).toThrow('got Infinity');
  });
});

describe('restrictedMean', () => {
  it('is the area of lifelines with the error of Greenwood, times n/(n − 1)', () => {
    for (const { groups, horizon } of golden) {
      for (const group of groups) {
        const got = restrictedMean(runsOf(group), horizon);
        expectClose(got.mean, group.restrictedMean, 1e-12);
        const n = group.time.length;
        expectClose(got.standardError, group.greenwood * Math.sqrt(n / (n - 1)), 1e-11);
      }
    }
  });

  it('is the sample mean of min(time, horizon) where no run leaves early', () => {
    const steps = [100, 250, 250, 400, null, 900];
    const horizon = 800;
    const runs = steps.map((s) => ({ time: s ?? horizon, reached: s !== null }));
    const plain = describeValues(steps.map((s) => restrictedTime(s, horizon)));
    const got = restrictedMean(runs, horizon);
    expectClose(got.mean, plain.mean!, 1e-13);
    expectClose(got.standardError, plain.standardError!, 1e-13);
  });

  it('refuses a horizon beyond what was looked at', () => {
    expect(() =>
      restrictedMean(
        [
          { time: 100, reached: true },
          { time: 300, reached: false },
        ],
        500,
      ),
    ).toThrow('needs runs looked at up to 500, the last one left at 300');
  });
});

describe('compareRestrictedMeans', () => {
  const runs = (steps: readonly number[]) => steps.map((time) => ({ time, reached: true }));
  const a = [120, 150, 180, 210, 260];
  const b = [200, 310, 330, 420, 500, 640];

  it("is Welch's t interval where every run reaches the target", () => {
    const welch = welchTest(a, b)!;
    const got = compareRestrictedMeans(runs(a), runs(b), 1000);
    expectClose(got.difference, welch.difference, 1e-13);
    // half the interval over the standard error is the t quantile; scipy.stats.t.ppf(0.975, df) by its own test
    const error = welch.difference / welch.t;
    const half = (got.differenceInterval.high - got.differenceInterval.low) / 2;
    const test99 = compareRestrictedMeans(runs(a), runs(b), 1000, 1 - welch.p);
    expectClose(test99.differenceInterval.high, 0, 1e-8);
    expect(half / Math.abs(error)).toBeGreaterThan(2.2);
  });

  it('has a ratio whose interval is around it and turns over with the groups', () => {
    const got = compareRestrictedMeans(runs(a), runs(b), 1000);
    const back = compareRestrictedMeans(runs(b), runs(a), 1000);
    expectClose(got.ratio, 184 / 400, 1e-13);
    expectClose(back.ratio * got.ratio, 1, 1e-13);
    expectClose(back.ratioInterval.low * got.ratioInterval.high, 1, 1e-12);
    expectClose(got.ratioInterval.low * got.ratioInterval.high, got.ratio ** 2, 1e-12);
  });
});

describe('logRankTest', () => {
  it('agrees with lifelines and scipy', () => {
    for (const { groups, logRank } of golden) {
      const got = logRankTest(runsOf(groups[0]), runsOf(groups[1]));
      expectClose(got!.chiSquare, logRank.chiSquare, 1e-11);
      expectClose(got!.p, logRank.p, 1e-11);
    }
  });

  it('says nothing where no run reached the target', () => {
    const never = [{ time: 5, reached: false }];
    expect(logRankTest(never, never)).toBeNull();
  });
});
