/** Charts of each kind, small enough to know every number. */
import type { ChartSpec } from '../../../dashboard/charts/spec.ts';

const STEPS = [0, 50, 100, 150, 200];
const fall = (from: number, by: number) => STEPS.map((_, i) => from * by ** i);

function line(name: string, slot: number, from: number, by: number): ChartSpec['series'][number] {
  const values = fall(from, by);
  return {
    kind: 'line',
    name,
    slot,
    weight: 'mean',
    label: name,
    points: STEPS.map((x, i) => [x, values[i]!]),
    band: { low: values.map((y) => y * 0.9), high: values.map((y) => y * 1.1) },
    n: STEPS.map(() => 3),
  };
}

function faint(
  name: string,
  group: string,
  slot: number,
  from: number,
  by: number,
): ChartSpec['series'][number] {
  const values = fall(from, by);
  return { kind: 'line', name, group, slot, weight: 'faint', points: STEPS.map((x, i) => [x, values[i]!]) };
}

/** @param sync two of them share x, zoom and legend */
export function curves(title: string, sync = 'pair'): ChartSpec {
  return {
    x: { title: 'step', scale: 'linear' },
    y: { title, scale: 'linear' },
    sync,
    legend: true,
    series: [
      faint('adam, seed 1', 'adam', 2, 2.2, 0.55),
      faint('adam, seed 2', 'adam', 2, 2.4, 0.5),
      line('adam', 2, 2.3, 0.52),
      line('<b>sgd</b>', 3, 2.3, 0.8),
    ],
    marks: [{ x: 150, label: 'diverged' }],
  };
}

export const BARS: ChartSpec = {
  x: { title: 'setting', scale: 'category', categories: ['learningRate', 'optimizer', 'activation'] },
  y: { title: 'share of variance', scale: 'linear', fromZero: true },
  series: [{ kind: 'bars', name: 'importance', slot: 1, values: [0.5, 0.3, 0.1], errors: [0.05, 0.1, null] }],
};

export const BOXES: ChartSpec = {
  x: { title: 'optimizer', scale: 'category', categories: ['adam', '<b>sgd</b>'] },
  y: { title: 'test/accuracy, %', scale: 'linear' },
  sync: 'pair',
  series: [
    {
      kind: 'boxes',
      name: 'test/accuracy',
      slots: [2, 3],
      values: [
        [97.1, 97.4, 97.6, 97.9, 98.2],
        [95.1, 95.4, 95.6, 95.9, 96.2],
      ],
      points: [
        [0, 97.1],
        [0, 98.2],
        [1, 95.1],
        [1, 96.2],
      ],
    },
  ],
};

export const HEAT: ChartSpec = {
  x: { title: 'learningRate', scale: 'category', categories: ['0.001', '0.01', '0.1'] },
  y: { title: 'optimizer', scale: 'category', categories: ['adam', 'sgd'] },
  series: [
    {
      kind: 'heat',
      name: 'validation/accuracy, %',
      cells: [
        [0, 0, 98],
        [1, 0, 97],
        [2, 0, null],
        [0, 1, 91],
        [1, 1, 95],
        [2, 1, 96.5],
      ],
      scale: { low: 91, high: 98, palette: 'sequential' },
    },
  ],
};
