/** Ctrl-C, twice. */
import type { Interrupts } from './supervise.ts';

/**
 * SIGINT and SIGTERM: the first is `soft`, the next `hard`. `release` gives the signals their usual meaning back.
 */
export function catchInterrupts(): { readonly interrupts: Interrupts; release(): void } {
  const soft = new AbortController();
  const hard = new AbortController();
  const onSignal = () => (soft.signal.aborted ? hard : soft).abort();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    interrupts: { soft: soft.signal, hard: hard.signal },
    release() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
