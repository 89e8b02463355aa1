import { NotFoundError } from '../../db/index.ts';
import {
  type ClaimEvidence,
  deciding,
  type HypothesisEvidence,
  PRESET_NAMES,
} from '../../src/claims/index.ts';
import { type ClaimEntry, claimEntries, primaryOf } from '../claims/entries.ts';
import type { PageContext } from '../context.ts';
import type { Endpoint, Parameter } from './endpoint.ts';
import { oneOf } from './request.ts';

const PRESET: Parameter = {
  name: 'preset',
  takes: `${PRESET_NAMES.join(', ')}; default: the largest that was judged`,
  does: 'of which preset',
};

async function claims(c: PageContext): Promise<object> {
  const entries = await claimEntries(c.var.dashboard.db, oneOf(c, 'preset', PRESET_NAMES));
  return { claims: entries.map(summaryJson) };
}

async function claim(c: PageContext): Promise<object> {
  const id = c.req.param('id')!;
  const entries = await claimEntries(c.var.dashboard.db, oneOf(c, 'preset', PRESET_NAMES));
  const found = entries.find((one) => one.id === id || String(one.number) === id);
  if (found !== undefined) return { ...headJson(found), evidence: found.evidence };
  throw new NotFoundError(`no claim "${id}": there are ${entries.map((one) => one.id).join(', ')}`);
}

function headJson({ id, number, title, statement, presets }: ClaimEntry): object {
  return { id, number, title, statement, presets };
}

function summaryJson(entry: ClaimEntry): object {
  const { evidence } = entry;
  return {
    ...headJson(entry),
    preset: evidence?.preset ?? null,
    computed: evidence === null ? null : new Date(evidence.computedAt).toISOString(),
    runs: evidence?.totals.runs ?? null,
    verdict: evidence === null ? null : primaryOf(evidence).verdict,
    hypotheses: evidence === null ? [] : evidence.hypotheses.map(hypothesisJson),
  };
}

function hypothesisJson(hypothesis: HypothesisEvidence): object {
  const {
    id,
    statement,
    primary,
    added = null,
    verdict,
    reason,
    metricLabel,
    unit,
    scale,
    arm,
    strata,
  } = hypothesis;
  return {
    ...{ id, statement, primary, added, verdict, reason, metric: metricLabel, unit, scale, arm },
    strata: strata.map(stratumJson),
  };
}

function stratumJson(stratum: ClaimEvidence['hypotheses'][number]['strata'][number]): object {
  const { effect, interval95, n, rival, method } = deciding(stratum);
  const { label, verdict, margin } = stratum;
  return { stratum: stratum.stratum, label, verdict, margin, against: rival, effect, interval95, n, method };
}

export const claimEndpoints: readonly Endpoint[] = [
  {
    path: '/api/claims',
    does: 'The board of verdicts: each claim with its hypotheses, and in each stratum the comparison that decided.',
    parameters: [PRESET],
    fields: [
      ['`claims`', 'a list by number of:'],
      ['`claims[]`: `id`, `number`, `title`, `statement`', 'what is claimed'],
      ['`claims[]`: `presets`', 'of which there is evidence'],
      ['`claims[]`: `preset`, `computed`, `runs`', 'of this verdict; null: not judged'],
      ['`claims[]`: `verdict`', 'that of the primary hypothesis; null: not judged'],
      [
        '`claims[]`: `hypotheses[]`',
        '`id`, `statement`, `primary`, `added` (when, where after the first runs; else null), `verdict`, `reason`, `metric`, `unit`, `scale`, `arm`, `strata`',
      ],
      [
        '`hypotheses[]`: `strata[]`',
        '`stratum`, `label`, `verdict`, `margin`, `against`, `effect`, `interval95`, `n`, `method`; of a ratio, effect, interval and margin are logarithms',
      ],
    ],
    example: '/api/claims?preset=standard',
    answer: claims,
  },
  {
    path: '/api/claims/:id',
    does: 'One claim with all of its evidence. `:id` is its id, or its number.',
    parameters: [PRESET],
    fields: [
      ['`id`, `number`, `title`, `statement`, `presets`', 'what is claimed, and which presets were judged'],
      [
        '`evidence`',
        'arms with their tuning and runs, hypotheses with strata and every comparison (`descent export claims` has the same as rows); null: not judged',
      ],
    ],
    example: '/api/claims/optimizers',
    answer: claim,
  },
];
