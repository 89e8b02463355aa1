/** What the axis of steps is called: with the length of an epoch, where it is the same for all that is drawn. */
import type { ParameterValue } from '../../db/index.ts';
import { stepsPerEpoch } from '../../src/data/order.ts';
import { count } from '../format.ts';

type Setting = (key: string) => ParameterValue | undefined;

/** `step (469 per epoch)` */
export function stepTitle(runs: Iterable<Setting>): string {
  const lengths = new Set([...runs].map(lengthOf));
  const [length] = lengths;
  return lengths.size === 1 && length != null ? `step (${count(length)} per epoch)` : 'step';
}

/** null: not known, as of runs that a program logged */
function lengthOf(setting: Setting): number | null {
  const [size, batch, last] = [setting('trainSize'), setting('batchSize'), setting('lastBatch')];
  if (typeof size !== 'number' || typeof batch !== 'number') return null;
  if (last !== 'keep' && last !== 'drop' && last !== 'wrap') return null;
  return stepsPerEpoch(size, batch, last);
}
