/** @tensorflow/tfjs-node 4.22 calls functions of node:util that Node 23 took away. */
import { createRequire } from 'node:module';

interface RemovedFunctions {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

/**
 * Puts back what is missing; `isArray`, which later versions have again but warn of, is Array.isArray at any time.
 */
export function restoreUtilFunctions(
  util: RemovedFunctions = createRequire(import.meta.url)('node:util') as RemovedFunctions,
): void {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
