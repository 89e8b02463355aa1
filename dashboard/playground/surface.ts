/** The functions of the playground: turned, with the window in which they are drawn. Runs in the server and in pages. */
import {
  type Range,
  rotated,
  TEST_FUNCTIONS,
  type TestFunction,
  WINDOWS,
} from '../../src/optimizers/index.ts';

export type SurfaceId = 'saddle' | 'rosenbrock' | 'beale' | 'rastrigin' | 'quadraticValley';

interface Description {
  readonly title: string;
  readonly formula: string;
  /** largest learning rate tried when the best is asked for: larger ones leap out of the picture */
  readonly largestRate: number;
}

export const SURFACES: Readonly<Record<SurfaceId, Description>> = {
  saddle: { title: 'saddle', formula: 'x² − y²', largestRate: 0.04 },
  rosenbrock: { title: 'Rosenbrock', formula: '(1 − x)² + 100 (y − x²)²', largestRate: 1 },
  beale: {
    title: 'Beale',
    formula: '(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²',
    largestRate: 1,
  },
  rastrigin: {
    title: 'Rastrigin',
    formula: '20 + x² − 10 cos 2πx + y² − 10 cos 2πy',
    largestRate: 1,
  },
  quadraticValley: { title: 'valley', formula: '½ (x² + 50 y²)', largestRate: 1 },
};
export const SURFACE_IDS = Object.keys(SURFACES) as SurfaceId[];

export interface Surface extends Description {
  readonly id: SurfaceId;
  /** degrees, counter-clockwise about the origin */
  readonly rotation: number;
  readonly function: TestFunction;
  readonly window: readonly [x: Range, y: Range];
}

export function surfaceOf(id: SurfaceId, rotation: number): Surface {
  const plain = TEST_FUNCTIONS.find(({ name }) => name === id)!;
  return {
    ...SURFACES[id],
    id,
    rotation,
    function: rotation === 0 ? plain : rotated(plain, rotation),
    window: turnedWindow(WINDOWS[id]!, rotation),
  };
}

/** The smallest upright window around the turned one. */
function turnedWindow([xs, ys]: readonly [Range, Range], degrees: number): readonly [Range, Range] {
  if (degrees === 0) return [xs, ys];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = xs.flatMap((x) => ys.map((y) => [cos * x - sin * y, sin * x + cos * y] as const));
  const around = (values: number[]): Range => [Math.min(...values), Math.max(...values)];
  return [around(corners.map(([x]) => x)), around(corners.map(([, y]) => y))];
}

/** Heights of one colour each, from low to high. */
export const LEVELS = 12;
/** Points a side at which the range of heights is looked for. */
const SAMPLES = 60;

/**
 * The height of a point in levels, 0 … LEVELS: even steps of log(1 + f − lowest), so that the floor of a steep valley
 * still has lines. Of the saddle, which has no lowest point: even steps of f, half of them below 0.
 */
export function heightsOf(surface: Surface): (x: number, y: number) => number {
  const { function: f, window } = surface;
  const [[x0, x1], [y0, y1]] = window;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= SAMPLES; i++) {
    for (let j = 0; j <= SAMPLES; j++) {
      const value = f.value(x0 + ((x1 - x0) * i) / SAMPLES, y0 + ((y1 - y0) * j) / SAMPLES);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (f.minimum === null) {
    const most = Math.max(-low, high);
    return (x, y) => (LEVELS * (f.value(x, y) / most + 1)) / 2;
  }
  const floor = Math.min(low, f.value(...f.minimum));
  const most = Math.log1p(high - floor);
  return (x, y) => (LEVELS * Math.log1p(f.value(x, y) - floor)) / most;
}
