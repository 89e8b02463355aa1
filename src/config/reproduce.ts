/** From a resolved config back to the shortest `--set key=value` list that gives it. */
import { stableJson } from './canonical.ts';
import type { FactsOf } from './facts.ts';
import { FIELDS } from './fields.ts';
import { inputFromOverrides } from './overrides.ts';
import { resolveConfig } from './resolve.ts';
import type { RunConfig } from './run-config.ts';

/**
 * Texts for `descent run --set`, defaults left out, in the order of the config.
 * @returns null where no such list gives exactly this config: its data are others now, or an older version of descent,
 * with other defaults, made it
 */
export function overridesFor(config: RunConfig, factsOf: FactsOf): string[] | null {
  const wanted = stableJson(config);
  const gives = (texts: readonly string[]): boolean => {
    try {
      return stableJson(resolveConfig(inputFromOverrides(texts), factsOf)) === wanted;
    } catch {
      // a combination that cannot be trained, or data that are not there
      return false;
    }
  };
  let texts = settingsOf(config).map(([key, value]) => `${key}=${literal(value)}`);
  if (!gives(texts)) return null;
  for (const text of [...texts]) {
    const without = texts.filter((one) => one !== text);
    if (gives(without)) texts = without;
  }
  return texts;
}

/** Every key that an author may write, with its value; what does not apply is left out. */
function settingsOf(config: RunConfig): [string, unknown][] {
  const { architectureOptions, layers, ...rest } = config;
  const custom = config.architecture === 'custom';
  return Object.entries({
    ...rest,
    ...architectureOptions,
    ...(custom && { layers: layers.map(withoutDerived) }),
  }).filter(([key, value]) => key in FIELDS && value !== null);
}

/** `bias` follows from what comes after the layer: it is not written. */
function withoutDerived(layer: RunConfig['layers'][number]): object {
  const { bias: _, ...written } = layer as { bias?: boolean };
  return written;
}

/** As `--set` reads it: text as it is, unless a comma would make a list of it. */
function literal(value: unknown): string {
  return typeof value === 'string' && !/[,"]/.test(value) ? value : JSON.stringify(value);
}
