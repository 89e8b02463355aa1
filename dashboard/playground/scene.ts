/** Everything that a view shows, worked out: the same in the server's first picture and in the page. */
import type { OptimizerName } from '../../src/config/optimizer.ts';
import type { Position } from '../../src/optimizers/index.ts';
import type { ChartSpec, Line } from '../charts/spec.ts';
import { slotOf } from '../palette.ts';
import { type Surface, surfaceOf } from './surface.ts';
import {
  ARRIVED_WITHIN,
  bestRate,
  LEFT_AT,
  type Outcome,
  type Trajectory,
  trajectory,
} from './trajectory.ts';
import { resolvedOptimizer, type View } from './view.ts';

export interface Path extends Trajectory {
  readonly name: OptimizerName;
  readonly slot: number;
  readonly learningRate: number;
  /** the rate was found, not set */
  readonly isBest: boolean;
}

export interface Scene {
  readonly surface: Surface;
  readonly start: Position;
  readonly steps: number;
  readonly paths: readonly Path[];
}

export function sceneOf(view: View): Scene {
  const surface = surfaceOf(view.surface, view.rotation);
  const start = view.start ?? surface.function.start;
  const course = { start, steps: view.steps, noise: view.noise };
  const paths = view.optimizers.map((setting): Path => {
    const optimizer = resolvedOptimizer(setting);
    const learningRate = setting.learningRate ?? bestRate(surface, optimizer, course);
    return {
      name: setting.name,
      slot: slotOf('optimizer', setting.name),
      learningRate,
      isBest: setting.learningRate === null,
      ...trajectory(surface, optimizer, learningRate, course),
    };
  });
  return { surface, start, steps: view.steps, paths };
}

/** `73`, `> 200`, `diverged at 12` */
export function outcomeText(outcome: Outcome, steps: number): string {
  switch (outcome.kind) {
    case 'arrived':
      return String(outcome.steps);
    case 'under way':
      return `> ${steps}`;
    case 'diverged':
      return `diverged at ${outcome.steps}`;
    default:
      return outcome satisfies never;
  }
}

/** What the readout counts. */
export function outcomeHead(surface: Surface): string {
  return surface.function.minimum === null ? 'steps to leave' : 'steps to minimum';
}

export function outcomeFootnote(surface: Surface): string {
  return surface.function.minimum === null
    ? `Steps until the path is ${LEFT_AT} away from the saddle along its axis of descent.`
    : `Steps until the path stays within ${ARRIVED_WITHIN} of the minimum (${surface.function.minimum
        .map((value) => Number(value.toFixed(3)))
        .join(', ')}).`;
}

/** f along each path, as long as it is in the picture; above its minimum on a log axis where it has one. */
export function valueChart({ surface, paths, steps }: Scene): ChartSpec {
  const { minimum, value } = surface.function;
  const floor = minimum === null ? 0 : value(...minimum);
  const [[x0, x1], [y0, y1]] = surface.window;
  const inside = ([x, y]: Position) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
  return {
    // a saddle is left long before the last step
    x: { title: 'step', scale: 'linear', min: 0, ...(minimum === null ? {} : { max: steps }) },
    y: minimum === null ? { title: 'f', scale: 'linear' } : { title: 'f − minimum', scale: 'log' },
    series: paths.map(({ name, slot, points }): Line => {
      const out = points.findIndex((point) => !inside(point));
      const shown = out === -1 ? points : points.slice(0, out);
      return {
        kind: 'line',
        name,
        slot,
        weight: 'run',
        // float64 ends near 1e-30 of a minimum at 0: below 1e-12 there is nothing to see
        points: shown.map((point, step) => [step, above(value(...point) - floor, minimum !== null)]),
      };
    }),
  };
}

function above(value: number, log: boolean): number | null {
  return log && value < 1e-12 ? null : value;
}
