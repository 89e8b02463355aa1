/** One address of the JSON API, with the words that docs/api.md and `GET /api` are made of. */
import type { PageContext } from '../context.ts';

export interface Parameter {
  readonly name: string;
  /** what it takes, and what it is without: `1 to 1000, default 100` */
  readonly takes: string;
  readonly does: string;
}

export interface Endpoint {
  /** as in the route table: `/api/runs/:id` */
  readonly path: string;
  readonly does: string;
  readonly parameters: readonly Parameter[];
  /** name and meaning of every field of the answer */
  readonly fields: readonly (readonly [name: string, meaning: string])[];
  /** an address that shows it */
  readonly example: string;
  readonly answer: (c: PageContext) => object | Promise<object>;
}

export const FILTER: Parameter = {
  name: 'filter',
  takes: 'the filter language, default: every run',
  does: 'which runs, in which order; without `order by` the newest first',
};
