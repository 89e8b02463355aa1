export interface Limited<T> {
  /** passes a value on, or leaves it out */
  tell(value: T): void;
  /** passes on what was left out last, unless something came after it */
  flush(): void;
}

/**
 * Passes on at most `burst` values at once, and `perSecond` in the long run; what comes too soon is left out.
 * @param nowMs a clock, for tests
 */
export function limited<T>(
  burst: number,
  perSecond: number,
  pass: (value: T) => void,
  nowMs: () => number = () => performance.now(),
): Limited<T> {
  let left = burst;
  let lastMs = nowMs();
  let withheld: readonly T[] = [];
  return {
    tell(value) {
      const now = nowMs();
      left = Math.min(burst, left + ((now - lastMs) * perSecond) / 1000);
      lastMs = now;
      withheld = left < 1 ? [value] : [];
      if (left < 1) return;
      left -= 1;
      pass(value);
    },
    flush() {
      withheld.forEach(pass);
      withheld = [];
    },
  };
}
