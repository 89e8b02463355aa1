/** The identity of a config: canonical JSON and its hash. */
import { createHash } from 'node:crypto';
import type { RunConfig } from './run-config.ts';

/** The seed, the shorthand that made `layers`, and where the data lay (its digest decides): kept for people and filters. */
const NOT_HASHED: ReadonlySet<string> = new Set([
  'seed',
  'dataset',
  'architecture',
  'activation',
  'pool',
  'batchNorm',
  'dropout',
  'architectureOptions',
] satisfies (keyof RunConfig)[]);

/**
 * Everything that decides the config, without seed and shorthand, as JSON with sorted keys, no spaces, and numbers
 * spelled as ECMAScript does (shortest digits that read back the same).
 * @throws TypeError for a value that JSON cannot hold
 */
export function canonicalJson(config: RunConfig): string {
  const deciding = Object.fromEntries(Object.entries(config).filter(([key]) => !NOT_HASHED.has(key)));
  return stableJson(deciding);
}

/** SHA-256 of the canonical JSON, 64 hex digits. */
export function configHash(config: RunConfig): string {
  return createHash('sha256').update(canonicalJson(config), 'utf8').digest('hex');
}

/** JSON with sorted keys; array order is kept. */
export function stableJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`a config holds finite numbers only, got ${value}`);
    return JSON.stringify(value); // -0 becomes 0, as in any JSON
  }
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stableJson(item)}`).join(',')}}`;
  }
  throw new TypeError(`a config holds plain data only, got ${typeof value}`);
}
