/** Points waiting to be written, by metric. */
import { checkMetricName } from '../../db/metric-keys.ts';

export interface BufferedSeries {
  readonly steps: number[];
  readonly values: number[];
}

export class PointBuffer {
  readonly series = new Map<string, BufferedSeries>();
  size = 0;

  /** All of `values`, or, where one is wrong, none. @throws TypeError */
  add(values: Readonly<Record<string, number>>, step: number): void {
    checkStep(step);
    const names = Object.keys(values);
    for (const name of names) {
      this.seriesOf(name);
      checkValue(name, values[name]);
    }
    for (const name of names) {
      const { steps, values: kept } = this.seriesOf(name);
      steps.push(step);
      kept.push(values[name]!);
    }
    this.size += names.length;
  }

  /** @throws TypeError */
  addSeries(name: string, steps: ArrayLike<number>, values: ArrayLike<number>): void {
    if (steps.length !== values.length) {
      throw new TypeError(
        `${name} needs one step a value, got ${steps.length} steps and ${values.length} values`,
      );
    }
    const target = this.seriesOf(name);
    for (let i = 0; i < steps.length; i++) {
      checkStep(steps[i]!);
      checkValue(name, values[i]);
    }
    for (let i = 0; i < steps.length; i++) {
      target.steps.push(steps[i]!);
      target.values.push(values[i]!);
    }
    this.size += steps.length;
  }

  /** The series keep their names: the next epoch logs the same. */
  clear(): void {
    for (const { steps, values } of this.series.values()) {
      steps.length = 0;
      values.length = 0;
    }
    this.size = 0;
  }

  private seriesOf(name: string): BufferedSeries {
    let found = this.series.get(name);
    if (found === undefined) {
      checkMetricName(name);
      found = { steps: [], values: [] };
      this.series.set(name, found);
    }
    return found;
  }
}

export function checkStep(step: number): void {
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new TypeError(`step must be an integer >= 0, got ${String(step)}`);
  }
}

function checkValue(name: string, value: unknown): void {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} must be a number (NaN and Infinity are allowed), got ${typeof value}`);
  }
}
