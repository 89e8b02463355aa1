/** What the playground works out about optimizers: paths, outcomes, addresses. */
import { describe, expect, test } from 'vitest';
import { outcomeText, sceneOf, valueChart } from '../../../../dashboard/playground/scene.ts';
import { heightsOf, LEVELS, SURFACE_IDS, surfaceOf } from '../../../../dashboard/playground/surface.ts';
import { ARRIVED_WITHIN, bestRate, trajectory } from '../../../../dashboard/playground/trajectory.ts';
import {
  DEFAULT_VIEW,
  OPTIMIZER_NAMES,
  parseHyper,
  parseView,
  resolvedOptimizer,
  type View,
  viewQuery,
} from '../../../../dashboard/playground/view.ts';

const read = (query: string) => parseView(new URLSearchParams(query));
const all = OPTIMIZER_NAMES.map((name) => ({ name, learningRate: null, hyper: {} }));

describe('the address', () => {
  test('holds the whole view, and nothing that is the default', () => {
    const view: View = {
      surface: 'saddle',
      rotation: 45,
      start: [-1, 0.001],
      steps: 120,
      noise: 0.5,
      optimizers: [
        { name: 'sgd', learningRate: 0.05, hyper: {} },
        { name: 'rmsprop', learningRate: null, hyper: { rho: 0.5, centered: true } },
      ],
    };
    const query = viewQuery(view);
    expect(query).toBe(
      '?f=saddle&rotate=45&start=-1,0.001&steps=120&noise=0.5&opt=sgd:0.05,rmsprop:best:rho=0.5:centered=true',
    );
    expect(read(query)).toEqual(view);
    expect(viewQuery(DEFAULT_VIEW)).toBe('');
    expect(read('')).toEqual(DEFAULT_VIEW);
    expect(read(viewQuery({ ...DEFAULT_VIEW, optimizers: [] })).optimizers).toEqual([]);
  });

  test('gives the defaults for what cannot be', () => {
    const view = read('f=hill&rotate=400&start=1&steps=-3&noise=x&opt=adam:-1:beta1=7:zeal=1,magic:2');
    expect(view).toEqual({
      ...DEFAULT_VIEW,
      optimizers: [{ name: 'adam', learningRate: null, hyper: {} }],
    });
  });

  test('takes hyper-parameters within their bounds only', () => {
    expect(parseHyper('beta1', '0.5')).toBe(0.5);
    expect(parseHyper('beta1', '1')).toBeNull();
    expect(parseHyper('epsilon', '1')).toBe(1);
    expect(parseHyper('epsilon', '-1')).toBeNull();
    expect(parseHyper('epsilon', '')).toBeNull();
    expect(parseHyper('centered', 'true')).toBe(true);
    expect(parseHyper('epsilonForm', 'hat')).toBe('hat');
    expect(parseHyper('epsilonForm', 'cap')).toBeNull();
  });
});

describe('paths', () => {
  const sgd = resolvedOptimizer({ name: 'sgd', hyper: {} });

  test('count the steps until they stay near the minimum', () => {
    // on ½(x² + 50y²) sgd shrinks x by 1 − η a step, y by 1 − 50η: 4·.98ⁿ ≤ .05 from n = 217 on
    const valley = surfaceOf('quadraticValley', 0);
    const course = { start: [-4, 1] as const, steps: 400, noise: 0 };
    const { outcome } = trajectory(valley, sgd, 0.02, course);
    expect(outcome).toEqual({ kind: 'arrived', steps: 217 });
    expect(4 * 0.98 ** 216).toBeGreaterThan(ARRIVED_WITHIN);
    expect(4 * 0.98 ** 217).toBeLessThan(ARRIVED_WITHIN);
    expect(trajectory(valley, sgd, 0.02, { ...course, steps: 100 }).outcome.kind).toBe('under way');
  });

  test('turned with the function, plain gradient descent needs as many steps', () => {
    for (const id of ['quadraticValley', 'beale'] as const) {
      const [plain, turned] = [0, 30].map((rotation) => {
        const surface = surfaceOf(id, rotation);
        const course = { start: surface.function.start, steps: 400, noise: 0 };
        return trajectory(surface, sgd, 0.02, course).outcome;
      });
      expect(turned).toEqual(plain);
    }
  });

  test('say that they diverged, and where', () => {
    const rosenbrock = surfaceOf('rosenbrock', 0);
    const { points, outcome } = trajectory(rosenbrock, sgd, 1, { start: [-1.2, 1], steps: 50, noise: 0 });
    expect(outcome.kind).toBe('diverged');
    expect(points.flat().every((value) => Number.isFinite(value))).toBe(true);
    expect(outcomeText(outcome, 50)).toMatch(/^diverged at \d+$/);
  });

  test('leave a saddle the same way at any rotation, and a start on its ridge never leaves', () => {
    const steps = [0, 45, 90].map((rotation) => {
      const surface = surfaceOf('saddle', rotation);
      const course = { start: surface.function.start, steps: 400, noise: 0 };
      return trajectory(surface, sgd, 0.1, course).outcome;
    });
    // |y| = .001·1.2ⁿ ≥ 1 from n = 38 on
    expect(steps).toEqual(Array(3).fill({ kind: 'arrived', steps: 38 }));
    const stuck = trajectory(surfaceOf('saddle', 0), sgd, 0.1, { start: [1, 0], steps: 400, noise: 0 });
    expect(outcomeText(stuck.outcome, 400)).toBe('> 400');
    const noisy = trajectory(surfaceOf('saddle', 0), sgd, 0.1, { start: [1, 0], steps: 400, noise: 0.01 });
    expect(noisy.outcome.kind).toBe('arrived');
  });

  test('the best rate needs no more steps than any other that stays in the picture', () => {
    const surface = surfaceOf('beale', 0);
    const course = { start: surface.function.start, steps: 300, noise: 0 };
    for (const name of ['sgd', 'adam', 'nesterov'] as const) {
      const optimizer = resolvedOptimizer({ name, hyper: {} });
      const best = trajectory(surface, optimizer, bestRate(surface, optimizer, course), course);
      expect(best.outcome.kind).toBe('arrived');
      for (const rate of [0.001, 0.003162, 0.01, 0.03162]) {
        const { outcome } = trajectory(surface, optimizer, rate, course);
        if (outcome.kind === 'arrived' && best.outcome.kind === 'arrived')
          expect(best.outcome.steps).toBeLessThanOrEqual(outcome.steps);
      }
    }
  });
});

test('every optimizer has a path on every function, turned or not', () => {
  for (const surface of SURFACE_IDS) {
    for (const rotation of [0, 35]) {
      const scene = sceneOf({ ...DEFAULT_VIEW, surface, rotation, steps: 40, optimizers: all });
      expect(scene.paths.map(({ name }) => name)).toEqual(OPTIMIZER_NAMES);
      expect(scene.paths.every(({ points }) => points.length > 1)).toBe(true);
      const [[x0, x1], [y0, y1]] = scene.surface.window;
      const [x, y] = scene.start;
      expect(x >= x0 && x <= x1 && y >= y0 && y <= y1).toBe(true);
    }
  }
});

test('heights lie between the levels, lowest at the minimum, and half of the saddle is below it', () => {
  for (const id of SURFACE_IDS) {
    const surface = surfaceOf(id, 20);
    const [[x0, x1], [y0, y1]] = surface.window;
    const height = heightsOf(surface);
    const heights = Array.from({ length: 400 }, (_, i) =>
      height(x0 + ((i % 20) / 19) * (x1 - x0), y0 + (Math.floor(i / 20) / 19) * (y1 - y0)),
    );
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(-1e-9);
    expect(Math.max(...heights)).toBeLessThanOrEqual(LEVELS * 1.02);
    const { minimum } = surface.function;
    if (minimum === null) expect(height(0, 0)).toBe(LEVELS / 2);
    else expect(height(...minimum)).toBeLessThan(0.01);
  }
});

test('the chart of values ends where a path leaves the picture, and has no value that a log axis cannot show', () => {
  const scene = sceneOf({ ...DEFAULT_VIEW, surface: 'saddle', optimizers: all });
  for (const series of valueChart(scene).series) {
    if (series.kind !== 'line') throw new Error('expected lines');
    expect(series.points.every(([, y]) => y !== null && y >= -2.25)).toBe(true);
  }
  const { series, y } = valueChart(sceneOf({ ...DEFAULT_VIEW, surface: 'quadraticValley', optimizers: all }));
  expect(y.scale).toBe('log');
  expect(
    series
      .flatMap((one) => ('points' in one ? one.points : []))
      .every(([, value]) => value === null || value > 0),
  ).toBe(true);
});
