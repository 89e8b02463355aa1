/**
 * Passes on at most `burst` values at once, and `perSecond` in the long run; what comes too soon is left out.
 * @param nowMs a clock, for tests
 */
export function limited<T>(
  burst: number,
  perSecond: number,
  pass: (value: T) => void,
  nowMs: () => number = () => performance.now(),
): (value: T) => void {
  let left = burst;
  let lastMs = nowMs();
  return (value) => {
    const now = nowMs();
    left = Math.min(burst, left + ((now - lastMs) * perSecond) / 1000);
    lastMs = now;
    if (left < 1) return;
    left -= 1;
    pass(value);
  };
}
