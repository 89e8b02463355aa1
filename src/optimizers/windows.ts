/** The part of the plane in which each test function is drawn. */
export type Range = readonly [low: number, high: number];

export const WINDOWS: Readonly<Record<string, readonly [x: Range, y: Range]>> = {
  saddle: [
    [-1.5, 1.5],
    [-1.5, 1.5],
  ],
  rosenbrock: [
    [-2, 2],
    [-1, 3],
  ],
  beale: [
    [-1, 4],
    [-1.5, 2],
  ],
  rastrigin: [
    [-3, 3],
    [-3, 3],
  ],
  quadraticValley: [
    [-5, 2],
    [-2, 2],
  ],
};
