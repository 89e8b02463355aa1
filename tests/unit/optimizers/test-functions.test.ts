import { describe, expect, it } from 'vitest';
import {
  initialState,
  quadraticValley,
  rosenbrock,
  rotated,
  step,
  TEST_FUNCTIONS,
} from '../../../src/optimizers/index.ts';

const ALL = [...TEST_FUNCTIONS, ...TEST_FUNCTIONS.map((each) => rotated(each, 30))];

describe('test functions', () => {
  it.each(ALL)('$name has the gradient that central differences give', ({ value, gradient, start }) => {
    const h = 1e-6;
    for (const [dx, dy] of [
      [0, 0],
      [0.3, -0.2],
      [-0.7, 0.4],
    ] as const) {
      const x = start[0] + dx;
      const y = start[1] + dy;
      const [gx, gy] = gradient(x, y);
      const scale = 1 + Math.hypot(gx, gy);
      expect(Math.abs((value(x + h, y) - value(x - h, y)) / (2 * h) - gx) / scale).toBeLessThan(1e-7);
      expect(Math.abs((value(x, y + h) - value(x, y - h)) / (2 * h) - gy) / scale).toBeLessThan(1e-7);
    }
  });

  it.each(ALL.filter(({ minimum }) => minimum !== null))(
    '$name is 0 and flat at its minimum, and higher around it',
    ({ value, gradient, minimum }) => {
      const [x, y] = minimum!;
      expect(value(x, y)).toBeCloseTo(0, 12);
      expect(Math.hypot(...gradient(x, y))).toBeLessThan(1e-11);
      for (const [dx, dy] of [
        [0.1, 0],
        [-0.1, 0],
        [0, 0.1],
        [0, -0.1],
      ] as const) {
        expect(value(x + dx, y + dy)).toBeGreaterThan(0);
      }
    },
  );

  it('rotation turns the path of sgd and changes the one of adam', () => {
    const end = (name: 'sgd' | 'adam', degrees: number) => {
      const optimizer =
        name === 'sgd'
          ? ({ name } as const)
          : ({ name, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' } as const);
      const valley = rotated(quadraticValley(), degrees);
      let state = initialState(optimizer, 2);
      let at: Float64Array = Float64Array.from(valley.start);
      for (let i = 0; i < 20; i++) {
        const gradient = Float64Array.from(valley.gradient(at[0]!, at[1]!));
        ({ state, parameters: at } = step(optimizer, state, at, gradient, 0.01));
      }
      return valley.value(at[0]!, at[1]!);
    };
    expect(end('sgd', 45)).toBeCloseTo(end('sgd', 0), 10);
    expect(Math.abs(end('adam', 45) - end('adam', 0))).toBeGreaterThan(0.01);
  });

  it('momentum finds the minimum of Rosenbrock’s valley', () => {
    const optimizer = { name: 'momentum', momentum: 0.9 } as const;
    let state = initialState(optimizer, 2);
    let at: Float64Array = Float64Array.from(rosenbrock.start);
    for (let i = 0; i < 20_000; i++) {
      const gradient = Float64Array.from(rosenbrock.gradient(at[0]!, at[1]!));
      ({ state, parameters: at } = step(optimizer, state, at, gradient, 2e-4));
    }
    expect(at[0]).toBeCloseTo(1, 3);
    expect(at[1]).toBeCloseTo(1, 3);
  });

  it('refuses a valley without curvature', () => {
    expect(() => quadraticValley(0)).toThrow(/condition must be > 0, got 0/);
  });
});
