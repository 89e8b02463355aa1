/** Names and biases of layers: what a list of layers still lacks to be resolved. */
import { ConfigError } from './errors.ts';
import type { ResolvedLayer } from './network.ts';
import type { ParsedLayer } from './schemas.ts';

type Draft<L> = L extends unknown ? Omit<L, 'name' | 'bias'> & { readonly name?: string | undefined } : never;
/** A resolved layer before its name and bias are decided. */
export type LayerDraft = Draft<ResolvedLayer>;

/**
 * Names each layer by its type and its count (`conv1`, `dense2`) where it has none, and gives a bias to the conv and
 * dense layers that no batch norm follows directly (its β would do the same).
 * @throws ConfigError for a name used twice
 */
export function nameLayers(drafts: readonly LayerDraft[]): ResolvedLayer[] {
  const counts = new Map<string, number>();
  const seen = new Map<string, number>();
  return drafts.map((draft, index) => {
    const count = (counts.get(draft.type) ?? 0) + 1;
    counts.set(draft.type, count);
    const name = draft.name ?? `${draft.type}${count}`;
    const before = seen.get(name);
    if (before !== undefined) {
      throw new ConfigError(
        `layers[${index}].name`,
        `must be unique, got "${name}", the name of layers[${before}]; choose another`,
        'layers',
      );
    }
    seen.set(name, index);
    const bias = drafts[index + 1]?.type !== 'batchNorm';
    switch (draft.type) {
      case 'conv':
      case 'dense':
        return { ...draft, name, bias };
      default:
        return { ...draft, name };
    }
  });
}

/** The layers of a definition, resolved for a number of classes. @throws ConfigError for a name used twice */
export function resolveLayers(layers: readonly ParsedLayer[], classes: number): ResolvedLayer[] {
  return nameLayers(
    layers.map((layer): LayerDraft => {
      switch (layer.type) {
        case 'pool':
          return { ...layer, stride: layer.stride ?? layer.size };
        case 'dense':
          return { ...layer, units: layer.units === 'classes' ? classes : layer.units };
        default:
          return layer;
      }
    }),
  );
}
