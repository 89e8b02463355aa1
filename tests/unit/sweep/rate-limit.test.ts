import { expect, it } from 'vitest';
import { limited } from '../../../src/sweep/rate-limit.ts';

/** Which of the values sent at these times are passed on, of three at once and ten a second; flushed or not. */
function passed(times: readonly number[], flushed = false): number[] {
  const taken: number[] = [];
  let now = 0;
  const { tell, flush } = limited<number>(
    3,
    10,
    (value) => taken.push(value),
    () => now,
  );
  for (const time of times) {
    now = time;
    tell(time);
  }
  if (flushed) flush();
  return taken;
}

it('passes on everything that comes no faster than the rate', () => {
  const times = [0, 100, 200, 300, 400, 500];
  expect(passed(times)).toEqual(times);
});

it('passes on a burst, then nothing until its time has come', () => {
  expect(passed([0, 1, 2, 3, 4, 50, 99, 101, 102, 250])).toEqual([0, 1, 2, 101, 250]);
});

it('saves up no more than a burst, however long nothing came', () => {
  expect(passed([0, 60_000, 60_001, 60_002, 60_003])).toEqual([0, 60_000, 60_001, 60_002]);
});

it('passes on the last of what was left out when it is flushed, unless something came after it', () => {
  expect(passed([0, 1, 2, 3, 4], true)).toEqual([0, 1, 2, 4]);
  expect(passed([0, 1, 2, 3, 200], true)).toEqual([0, 1, 2, 200]);
});
