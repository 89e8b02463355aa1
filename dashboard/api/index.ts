/** Every address of the JSON API. docs/api.md is generated from this list, and routes/api.ts serves it. */
import { claimEndpoints } from './claims.ts';
import type { Endpoint } from './endpoint.ts';
import { groupEndpoints } from './groups.ts';
import { metricEndpoints } from './metrics.ts';
import { runEndpoints } from './runs.ts';
import { sweepEndpoints } from './sweeps.ts';

export type { Endpoint } from './endpoint.ts';

const overview: Endpoint = {
  path: '/api',
  does: 'This list.',
  parameters: [],
  fields: [['`endpoints`', 'a list of: `path`, `does`, `parameters`, `example`']],
  example: '/api',
  answer: () => ({
    endpoints: ENDPOINTS.map(({ path, does, parameters, example }) => ({ path, does, parameters, example })),
  }),
};

export const ENDPOINTS: readonly Endpoint[] = [
  overview,
  ...runEndpoints,
  ...groupEndpoints,
  ...metricEndpoints,
  ...sweepEndpoints,
  ...claimEndpoints,
];
