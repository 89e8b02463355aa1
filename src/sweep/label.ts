/** A run's name among the others of its sweep. */
import type { RunConfig } from '../config/run-config.ts';

/** Values that say "without": left out of a label. */
const ABSENT = new Set<unknown>([null, undefined, false, 0, 'none', 'constant']);
/** Keys whose value speaks for itself. */
const VALUE_ONLY = new Set([
  'optimizer',
  'activation',
  'head',
  'architecture',
  'dataset',
  'initializer',
  'pool',
  'shuffle',
]);
const SHORT: Readonly<Record<string, string>> = { learningRate: 'lr', batchSize: 'batch' };

/**
 * The values of the keys that vary, e.g. `adam · relu · lr 0.01 · dropout 0.5`, and the seed where there are several.
 * @param varied keys whose values differ between the configs of the sweep
 */
export function runLabel(config: RunConfig, varied: readonly string[], withSeed: boolean): string {
  const parts = varied.flatMap((key) => part(key, configValue(config, key)));
  if (withSeed) parts.push(`seed ${config.seed}`);
  return parts.length === 0 ? config.architecture : parts.join(' · ');
}

function configValue(config: RunConfig, key: string): unknown {
  return key in config ? config[key as keyof RunConfig] : config.architectureOptions[key];
}

function part(key: string, value: unknown): readonly string[] {
  if (ABSENT.has(value)) return [];
  const name = SHORT[key] ?? key;
  if (value === true) return [name];
  if (Array.isArray(value)) {
    return [typeof value[0] === 'object' ? name : `${name} ${value.join(',')}`];
  }
  if (typeof value === 'object') {
    const kind = (value as { kind?: unknown }).kind;
    if (ABSENT.has(kind) && kind !== undefined) return [];
    return [typeof kind === 'string' ? `${name} ${kind}` : isOff(value!) ? '' : name].filter(Boolean);
  }
  return [VALUE_ONLY.has(key) ? String(value) : `${name} ${value}`];
}

/** An augmentation that does nothing. */
function isOff(value: object): boolean {
  return Object.values(value).every((item) => item === 0 || item === false);
}
