/** The weights that see the image first, as pictures: the filters of the first convolution, or one per unit. */
import { type Database, findArtifact, type RunDetail, readArtifact } from '../../db/index.ts';
import { type ResolvedNetwork, toEngineNetwork } from '../../src/config/index.ts';
import { parameterLayout } from '../../src/engine/index.ts';
import { weightsFromBytes } from '../../src/train/results.ts';
import { createCache } from '../cache.ts';
import { dataOf } from './facts.ts';

/** Steps of the diverging palette; the middle one is zero. */
const LEVELS = 9;
const MOST_FILTERS = 64;

export interface Filters {
  readonly layer: string;
  /** `6@5×5`, or `100 units` */
  readonly size: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly total: number;
  /** by filter: outlines of the cells of each level of the palette, as the `d` of an SVG path; '' where it has none */
  readonly pictures: readonly (readonly string[])[];
  /** the largest weight shown, in absolute value: the end of the palette */
  readonly most: number;
}

const cache = createCache<Filters | null>(32);

/** null: no weights were kept, or the first trained layer does not see an image */
export function filtersOf(db: Database, run: RunDetail): Filters | null {
  const weights = findArtifact(db, run.id, 'weights.f32');
  const data = dataOf(run);
  if (weights === null || run.config === null || data === null) return null;
  const network = toEngineNetwork(run.config, data.shape, data.classes);
  return cache(`${run.configHash} ${weights.sha256}`, () => {
    try {
      return draw(network, weightsFromBytes(readArtifact(db, run.id, 'weights.f32')));
    } catch {
      // the file is missing or of another network: the card of artifacts says so
      return null;
    }
  });
}

function draw(network: ResolvedNetwork, values: Float32Array): Filters | null {
  const first = parameterLayout(network).find(({ name }) => name === 'weights');
  if (first === undefined) return null;
  const before = network.layers.slice(
    0,
    network.layers.findIndex(({ name }) => name === first.layer),
  );
  if (before.some(({ type }) => type === 'pool')) return null;
  const conv = first.shape.length === 4;
  const { input } = network;
  const [height, width, channels, total] = conv
    ? (first.shape as [number, number, number, number])
    : [input.height, input.width, input.channels, first.shape[1]!];
  if (!conv && first.shape[0] !== height * width * channels) return null;
  const shown = Math.min(total, MOST_FILTERS);
  // (kernel height, kernel width, channels, filters), the filter fastest; a dense layer has the same order
  const filters = Array.from({ length: shown }, (_, filter) =>
    Float64Array.from({ length: height * width }, (_, pixel) => {
      let sum = 0;
      for (let c = 0; c < channels; c++)
        sum += values[first.offset + (pixel * channels + c) * total + filter]!;
      return sum / channels;
    }),
  );
  const most = filters.reduce((top, one) => one.reduce((a, b) => Math.max(a, Math.abs(b)), top), 0);
  if (!Number.isFinite(most) || most === 0) return null;
  return {
    layer: first.layer,
    size: conv ? `${total}@${height}×${width}` : `${total} units`,
    ...{ height, width, channels, total, most },
    pictures: filters.map((one) => paths(one, width, most)),
  };
}

/** One path a level; cells of one level that touch in a row become one rectangle. */
function paths(weights: Float64Array, width: number, most: number): string[] {
  const drawn = new Array<string>(LEVELS).fill('');
  for (let from = 0; from < weights.length; ) {
    const level = levelOf(weights[from]!, most);
    let to = from + 1;
    while (to < weights.length && to % width !== 0 && levelOf(weights[to]!, most) === level) to += 1;
    drawn[level] += `M${from % width} ${Math.floor(from / width)}h${to - from}v1h${from - to}z`;
    from = to;
  }
  return drawn;
}

function levelOf(weight: number, most: number): number {
  return Math.min(LEVELS - 1, Math.floor(((weight / most + 1) / 2) * LEVELS));
}
