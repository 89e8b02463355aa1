/** Analytic functions of two variables on which optimizers are watched. */

export interface TestFunction {
  readonly name: string;
  /** a usual place to start from */
  readonly start: readonly [number, number];
  /** where a gradient descent would like to end; null for the saddle, which has no minimum */
  readonly minimum: readonly [number, number] | null;
  value(x: number, y: number): number;
  gradient(x: number, y: number): readonly [number, number];
}

/** x² − y², unbounded below: (0, 0) is a saddle. */
export const saddle: TestFunction = {
  name: 'saddle',
  start: [1, 1e-3],
  minimum: null,
  value: (x, y) => x * x - y * y,
  gradient: (x, y) => [2 * x, -2 * y],
};

/** (1 − x)² + 100 (y − x²)². Source: Rosenbrock 1960. */
export const rosenbrock: TestFunction = {
  name: 'rosenbrock',
  start: [-1.2, 1],
  minimum: [1, 1],
  value: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
};

/** (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)². Source: Beale 1958. */
export const beale: TestFunction = {
  name: 'beale',
  start: [1, 1],
  minimum: [3, 0.5],
  value: (x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y ** 3) ** 2,
  gradient: (x, y) => {
    const a = 1.5 - x + x * y;
    const b = 2.25 - x + x * y * y;
    const c = 2.625 - x + x * y ** 3;
    return [
      2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y ** 3 - 1),
      2 * a * x + 4 * b * x * y + 6 * c * x * y * y,
    ];
  },
};

/** 20 + x² − 10 cos 2πx + y² − 10 cos 2πy: a bowl full of dents. Source: Rastrigin 1974. */
export const rastrigin: TestFunction = {
  name: 'rastrigin',
  start: [2.3, -1.7],
  minimum: [0, 0],
  value: (x, y) => 20 + x * x - 10 * Math.cos(2 * Math.PI * x) + y * y - 10 * Math.cos(2 * Math.PI * y),
  gradient: (x, y) => [
    2 * x + 20 * Math.PI * Math.sin(2 * Math.PI * x),
    2 * y + 20 * Math.PI * Math.sin(2 * Math.PI * y),
  ],
};

/** ½(x² + κy²), a valley κ times steeper across than along. @throws RangeError unless κ > 0 */
export function quadraticValley(condition = 50): TestFunction {
  if (!(condition > 0)) throw new RangeError(`condition must be > 0, got ${condition}`);
  return {
    name: 'quadraticValley',
    start: [-4, 1],
    minimum: [0, 0],
    value: (x, y) => (x * x + condition * y * y) / 2,
    gradient: (x, y) => [x, condition * y],
  };
}

/**
 * The function turned counter-clockwise about the origin: a rule that scales each coordinate alone
 * takes another path on it, one that does not takes the same path, turned.
 */
export function rotated(original: TestFunction, degrees: number): TestFunction {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const turn = ([x, y]: readonly [number, number]): readonly [number, number] => [
    cos * x - sin * y,
    sin * x + cos * y,
  ];
  const back = (x: number, y: number): [number, number] => [cos * x + sin * y, cos * y - sin * x];
  return {
    name: `${original.name} rotated by ${degrees}°`,
    start: turn(original.start),
    minimum: original.minimum === null ? null : turn(original.minimum),
    value: (x, y) => original.value(...back(x, y)),
    gradient: (x, y) => turn(original.gradient(...back(x, y))),
  };
}

/** All of them, unrotated. */
export const TEST_FUNCTIONS: readonly TestFunction[] = [
  saddle,
  rosenbrock,
  beale,
  rastrigin,
  quadraticValley(),
];
