/** Estimates with intervals as small bars on one scale: `  ├──●──┤    │`. */

export interface IntervalScale {
  /** the ends of the scale over its bars */
  readonly title: (text: (value: number) => string) => string;
  /** `interval` null: the estimate alone */
  readonly bar: (
    estimate: number,
    interval: { readonly low: number; readonly high: number } | null,
  ) => string;
}

/** A scale of `width` characters that holds every value and 0, which is marked. */
export function intervalScale(values: readonly number[], width: number): IntervalScale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const cellOf = (value: number) =>
    high === low ? Math.floor(width / 2) : Math.round(((value - low) / (high - low)) * (width - 1));
  const zero = cellOf(0);
  return {
    title(text) {
      const left = low < 0 ? text(low) : '';
      const right = high > 0 ? text(high) : '';
      const cells = [...' '.repeat(width)];
      const put = (at: number, label: string) => cells.splice(at, label.length, ...label);
      put(0, left);
      put(width - right.length, right);
      const free = (at: number) => cells[at] === ' ' || cells[at] === undefined;
      if ([zero - 1, zero, zero + 1].every(free)) put(zero, '0');
      return cells.join('');
    },
    bar(estimate, interval) {
      const cells = [...' '.repeat(width)];
      cells[zero] = '│';
      if (interval !== null) {
        const [from, to] = [cellOf(interval.low), cellOf(interval.high)];
        for (let cell = from; cell <= to; cell++) cells[cell] = cell === zero ? '┼' : '─';
        if (from < to) {
          cells[from] = '├';
          cells[to] = '┤';
        }
      }
      cells[cellOf(estimate)] = '●';
      return cells.join('');
    },
  };
}
