/** Networks of any depth, plain or residual, for studies of depth. */
import type { Downsampling } from './input.ts';
import { activated, type LayerDraft, poolLayers, residualBlock } from './layers.ts';
import type { Activation } from './network.ts';

export interface DeepOptions {
  readonly activation: Activation;
  readonly batchNorm: 'none' | 'before' | 'after';
  readonly dropout: number;
  readonly pool: Downsampling;
  readonly kernel: number;
  /** hidden layers */
  readonly depth: number;
  /** units, or channels, of each of them */
  readonly width: number;
  /** a shortcut around every block */
  readonly residual: boolean;
}

/**
 * All layers but the last. The first hidden layer stands alone, the others make blocks of two (of one at the end, where
 * their number is odd); a block's shortcut joins before its last activation (He et al. 2016a). A plain network has the
 * same layers without shortcuts. `deep-conv` halves its maps after the first layer and after half of its blocks.
 */
export function deepLayers(name: 'deep' | 'deep-conv', options: DeepOptions): LayerDraft[] {
  const sizes = blockSizes(options.depth - 1);
  const half = Math.ceil(sizes.length / 2);
  if (name === 'deep') {
    return [
      { type: 'flatten' },
      ...block(options, 1, dense, false),
      ...sizes.flatMap((n) => block(options, n, dense)),
    ];
  }
  const strided = options.pool === 'strided';
  const blocks = sizes.flatMap((n, index) => {
    const halving = index === half - 1;
    const layers = block(options, n, (width, last) =>
      conv(options.kernel, width, strided && halving && last),
    );
    return halving ? [...layers, ...poolLayers(options.pool)] : layers;
  });
  const first = block(options, 1, (width) => conv(options.kernel, width, strided), false);
  return [...first, ...poolLayers(options.pool), ...blocks, { type: 'flatten' }];
}

function blockSizes(layers: number): number[] {
  const pairs = Array.from({ length: Math.floor(layers / 2) }, () => 2);
  return layers % 2 === 1 ? [...pairs, 1] : pairs;
}

/** `count` hidden layers, each with its activation; the shortcut joins before the last activation. */
function block(
  { activation, batchNorm, dropout, width, residual }: DeepOptions,
  count: number,
  weighted: (width: number, last: boolean) => LayerDraft,
  shortcut = residual,
): LayerDraft[] {
  const group = activated(activation, batchNorm);
  const drop: LayerDraft[] = dropout > 0 ? [{ type: 'dropout', rate: dropout }] : [];
  const before = Array.from({ length: count - 1 }, () => [weighted(width, false), ...group, ...drop]).flat();
  // batch norm before the activation stays inside of the block
  const inside = batchNorm === 'before' ? 1 : 0;
  const body = [...before, weighted(width, true), ...group.slice(0, inside)];
  return [...(shortcut ? residualBlock(body) : body), ...group.slice(inside), ...drop];
}

function dense(units: number): LayerDraft {
  return { type: 'dense', units };
}

function conv(kernel: number, filters: number, halving: boolean): LayerDraft {
  const stride = halving ? 2 : 1;
  return { type: 'conv', filters, kernel: [kernel, kernel], stride: [stride, stride], padding: 'same' };
}
