/** @tensorflow/tfjs-node 4.22 calls functions of node:util that Node 23 took away. */
import { createRequire } from 'node:module';

interface RemovedFunctions {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

/** Puts them back where they are missing; on older versions of Node it changes nothing. */
export function restoreUtilFunctions(
  util: RemovedFunctions = createRequire(import.meta.url)('node:util') as RemovedFunctions,
): void {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
