import { getSweep, listSweeps, type SweepRecord } from '../../db/index.ts';
import type { PageContext } from '../context.ts';
import type { Endpoint } from './endpoint.ts';
import { nextAddress, wholeNumber } from './request.ts';

const MOST_SWEEPS = 500;

function sweepJson({ id, name, hash, source, createdAt, counts }: SweepRecord): object {
  return { id, name, hash, source, created: new Date(createdAt).toISOString(), counts };
}

function sweeps(c: PageContext): object {
  const limit = wholeNumber(c, 'limit', { from: 1, to: MOST_SWEEPS, otherwise: 100 });
  const offset = wholeNumber(c, 'offset', { from: 0, to: 100_000_000, otherwise: 0 });
  const all = listSweeps(c.var.dashboard.db);
  const found = all.slice(offset, offset + limit);
  const end = offset + found.length;
  return {
    total: all.length,
    sweeps: found.map(sweepJson),
    next: found.length > 0 && end < all.length ? nextAddress(c, { offset: end }) : null,
  };
}

function sweep(c: PageContext): object {
  const found = getSweep(c.var.dashboard.db, c.req.param('id')!);
  return { ...sweepJson(found), definition: found.definition, recording: found.recording };
}

const FIELDS: Endpoint['fields'] = [
  ['`id`, `name`, `hash`', 'the same name and hash is the same sweep'],
  ['`source`', 'the file of its definition, as it was named; null: none'],
  ['`created`', 'ISO 8601'],
  ['`counts`', '`total`, and the runs in each state: `queued`, `running`, `completed`, `diverged`, …'],
];

export const sweepEndpoints: readonly Endpoint[] = [
  {
    path: '/api/sweeps',
    does: 'Sweeps, the newest first, and how far they are.',
    parameters: [
      { name: 'limit', takes: `1 to ${MOST_SWEEPS}, default 100`, does: 'how many the answer has at most' },
      { name: 'offset', takes: 'from 0, default 0', does: 'how many to leave out first' },
    ],
    fields: [
      ['`total`', 'how many there are'],
      ['`sweeps`', 'a list of:'],
      ...FIELDS.map(([name, meaning]) => [`\`sweeps[]\`: ${name}`, meaning] as const),
      ['`next`', 'the address of the next part; null at the end'],
    ],
    example: '/api/sweeps?limit=5',
    answer: sweeps,
  },
  {
    path: '/api/sweeps/:id',
    does: 'One sweep. `:id` is its id, or its name: then the newest of that name. Its runs: `/api/runs?filter=sweep = "…"`.',
    parameters: [],
    fields: [...FIELDS, ['`definition`, `recording`', 'as they were given; null: none']],
    example: '/api/sweeps/quickstart',
    answer: sweep,
  },
];
