/** Which claim, and which of its strata, an address asks for. */
import { NotFoundError } from '../../db/index.ts';
import type { ClaimEvidence } from '../../src/claims/index.ts';
import type { PageContext } from '../context.ts';
import { type ClaimEntry, claimEntries, primaryOf } from './entries.ts';
import { trainedStrata } from './figures.tsx';
import { parseClaimsView } from './view.ts';

/** @throws NotFoundError which names those that there are */
export async function findClaim(c: PageContext): Promise<{ entries: ClaimEntry[]; entry: ClaimEntry }> {
  const id = c.req.param('id')!;
  const { preset } = parseClaimsView(new URL(c.req.url).searchParams);
  const entries = await claimEntries(c.var.dashboard.db, preset);
  const entry = entries.find((one) => one.id === id);
  if (entry !== undefined) return { entries, entry };
  throw new NotFoundError(`no claim "${id}": there are ${entries.map((one) => one.id).join(', ')}`);
}

/** null: nothing was trained */
export function shownStratum(c: PageContext, evidence: ClaimEvidence): string | null {
  const strata = trainedStrata(evidence).map(({ id }) => id);
  const asked = c.req.query('stratum');
  const first = primaryOf(evidence).strata.find(({ stratum }) => strata.includes(stratum))?.stratum;
  return strata.find((one) => one === asked) ?? first ?? strata[0] ?? null;
}
