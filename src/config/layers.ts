/** Names and biases of layers: what a list of layers still lacks to be resolved. */
import { ConfigError } from './errors.ts';
import type { Downsampling } from './input.ts';
import type { Activation, ResolvedLayer } from './network.ts';
import type { ParsedLayer } from './schemas.ts';

type Draft<L> = L extends unknown ? Omit<L, 'name' | 'bias'> & { readonly name?: string | undefined } : never;
/** A resolved layer before its name and bias are decided. */
export type LayerDraft = Draft<ResolvedLayer>;

/**
 * Names each layer by its type and its count (`conv1`, `dense2`) where it has none, and gives a bias to the conv and
 * dense layers that no batch norm follows directly (its β would do the same). A residual block is named by its end, `residual1`.
 * @throws ConfigError for a name used twice
 */
export function nameLayers(drafts: readonly LayerDraft[]): ResolvedLayer[] {
  const counts = new Map<string, number>();
  const seen = new Map<string, number>();
  const blocks = blockNumbers(drafts);
  const nameOf = (draft: LayerDraft, index: number): string => {
    if (draft.type === 'residualBegin') return beginName(`residual${blocks.get(index)}`);
    if (draft.type === 'residualEnd') return `residual${blocks.get(index)}`;
    const count = (counts.get(draft.type) ?? 0) + 1;
    counts.set(draft.type, count);
    return `${draft.type}${count}`;
  };
  return drafts.map((draft, index) => {
    const automatic = nameOf(draft, index);
    const name = draft.name ?? automatic;
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

/** An activation with its batch norm, if there is one. */
export function activated(activation: Activation, batchNorm: 'none' | 'before' | 'after'): LayerDraft[] {
  const layer: LayerDraft = { type: 'activation', activation };
  const norm: LayerDraft = { type: 'batchNorm', epsilon: 1e-3, momentum: 0.9 };
  return batchNorm === 'none' ? [layer] : batchNorm === 'before' ? [norm, layer] : [layer, norm];
}

/** The pooling of a preset, by halves; nothing where a strided convolution stands for it. */
export function poolLayers(pool: Downsampling): LayerDraft[] {
  if (pool === 'none' || pool === 'strided') return [];
  return [{ type: 'pool', kind: pool, size: [2, 2], stride: [2, 2], padding: 'valid' }];
}

/** A residual block as the flat list has it: what lies between a begin and an end. */
export function residualBlock(layers: readonly LayerDraft[], name?: string): LayerDraft[] {
  const begin: LayerDraft = {
    type: 'residualBegin',
    ...(name !== undefined && { name: beginName(name) }),
  };
  return [begin, ...layers, { type: 'residualEnd', ...(name !== undefined && { name }) }];
}

/** The layers of a definition, resolved for a number of classes. @throws ConfigError for a name used twice */
export function resolveLayers(layers: readonly ParsedLayer[], classes: number): ResolvedLayer[] {
  const draftsOf = (list: readonly ParsedLayer[]): LayerDraft[] =>
    list.flatMap((layer): LayerDraft[] => {
      switch (layer.type) {
        case 'pool':
          return [{ ...layer, stride: layer.stride ?? layer.size }];
        case 'dense':
          return [{ ...layer, units: layer.units === 'classes' ? classes : layer.units }];
        case 'residual':
          return residualBlock(draftsOf(layer.layers), layer.name);
        default:
          return [layer];
      }
    });
  return nameLayers(draftsOf(layers));
}

/** Of the marker that begins the block of that name. */
function beginName(name: string): string {
  return `${name}-begin`;
}

/** The number of the block that each end closes: blocks are counted where they begin. */
function blockNumbers(drafts: readonly LayerDraft[]): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  const open: number[] = [];
  let count = 0;
  drafts.forEach(({ type }, index) => {
    if (type === 'residualBegin') {
      count += 1;
      numbers.set(index, count);
      open.push(count);
    }
    if (type === 'residualEnd') numbers.set(index, open.pop() ?? 0);
  });
  return numbers;
}
