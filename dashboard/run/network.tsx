/** The network: its layers with shapes, parameters and multiply-adds, and the filters that see the image first. */
import type { FC } from 'hono/jsx';
import type { Database, RunDetail } from '../../db/index.ts';
import { layerText, type ResolvedLayer } from '../../src/config/index.ts';
import { count, significant, UNKNOWN } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import { networkOf } from './facts.ts';
import { type Filters, filtersOf } from './filters.ts';

export const Architecture: FC<{ run: RunDetail }> = ({ run }) => {
  const { config } = run;
  if (config === null) return null;
  const network = networkOf(run);
  return (
    <Card
      title="Architecture"
      remark={config.architecture}
      flush
      class="architecture"
      footnote={
        network === null
          ? 'The data of this run are not here: shapes are not known.'
          : 'Parameters: values that are trained. Multiply-adds: of one image, forwards.'
      }
    >
      <div class="table-scroll" tabindex={0} role="region" aria-label="Layers of the network">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">layer</th>
              <th scope="col" class="number">
                output
              </th>
              <th scope="col" class="number">
                params
              </th>
              <th scope="col" class="number">
                mult-adds
              </th>
            </tr>
          </thead>
          <tbody>
            {config.layers.map((layer, i) => {
              const described = network?.layers[i];
              return (
                <tr>
                  <th scope="row" title={layer.name}>
                    {wordsOf(layer)}
                  </th>
                  <td class="number">{described?.outputShape.join('×') ?? UNKNOWN}</td>
                  <td class="number">{some(described?.parameters)}</td>
                  <td class="number">{some(described?.multiplyAdds)}</td>
                </tr>
              );
            })}
          </tbody>
          {network === null ? null : (
            <tfoot>
              <tr>
                <th scope="row">all</th>
                <td></td>
                <td class="number">{count(network.parameters)}</td>
                <td class="number">{count(network.multiplyAdds)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </Card>
  );
};

function some(value: number | undefined): string {
  return value === undefined || value === 0 ? UNKNOWN : count(value);
}

/** `conv1 6@5×5 same`, `relu`, `max pool 2×2`: what is at its usual value is left out. */
function wordsOf(layer: ResolvedLayer): string {
  switch (layer.type) {
    case 'conv':
      return [
        `${layer.name} ${layer.filters}@${pair(layer.kernel)}`,
        layer.stride.some((one) => one !== 1) ? `stride ${pair(layer.stride)}` : '',
        layer.padding === 'same' ? 'same' : '',
      ]
        .filter(Boolean)
        .join(' ');
    case 'pool':
      return [
        `${POOLS[layer.kind]} ${pair(layer.size)}`,
        pair(layer.stride) === pair(layer.size) ? '' : `stride ${pair(layer.stride)}`,
        layer.padding === 'same' ? 'same' : '',
      ]
        .filter(Boolean)
        .join(' ');
    case 'activation':
      return layer.activation;
    default:
      return layerText(layer);
  }
}

const POOLS = { max: 'max pool', avg: 'average pool', scaledAvg: 'scaled average' } as const;

function pair([height, width]: readonly [number, number]): string {
  return `${height}×${width}`;
}

export const FilterCard: FC<{ db: Database; run: RunDetail }> = ({ db, run }) => {
  const filters = filtersOf(db, run);
  if (filters === null) return null;
  const { layer, size, total, pictures, most, channels } = filters;
  const left = total - pictures.length;
  return (
    <Card
      title="First-layer filters"
      remark={`${layer}, ${size}`}
      class="filter-card"
      footnote={[
        `Blue: positive, orange: negative, one scale from −${significant(most, 2)} to ${significant(most, 2)}.`,
        channels > 1 ? `Mean of the ${channels} channels.` : '',
        left > 0 ? `${count(left)} more are not shown.` : '',
      ]
        .filter(Boolean)
        .join(' ')}
    >
      <div class="filters">
        {pictures.map((_, i) => (
          <Filter filters={filters} index={i} />
        ))}
      </div>
    </Card>
  );
};

const Filter: FC<{ filters: Filters; index: number }> = ({ filters, index }) => (
  <svg
    class="filter"
    viewBox={`0 0 ${filters.width} ${filters.height}`}
    shape-rendering="crispEdges"
    role="img"
    aria-label={`Filter ${index + 1} of ${filters.layer}`}
  >
    {filters.pictures[index]!.map((d, level) =>
      d === '' ? null : <path class={`div-${level + 1}`} d={d} />,
    )}
  </svg>
);
