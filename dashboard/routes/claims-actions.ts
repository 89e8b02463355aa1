/** Training and judging claims in the background. */
import { HTTPException } from 'hono/http-exception';
import { NotFoundError } from '../../db/index.ts';
import { PRESET_NAMES } from '../../src/claims/index.ts';
import { type ClaimEntry, claimEntries, trainingNow } from '../claims/entries.ts';
import { findClaim } from '../claims/find.ts';
import { startClaims } from '../claims/training.ts';
import type { PageContext, Route } from '../context.ts';
import { isBusy } from '../live/claims.tsx';

/** A claim of the list and one of the presets: nothing else that a request says reaches the command. */
async function run(c: PageContext): Promise<Response> {
  const { entries, entry } = await findClaim(c);
  if (entry.definition === null) {
    throw new NotFoundError(
      `claim "${entry.id}" has evidence here, but no definition: nothing of it can be run`,
    );
  }
  await start(c, entries, entry.id);
  return c.redirect(`/claims/${encodeURIComponent(entry.id)}`, 303);
}

async function runAll(c: PageContext): Promise<Response> {
  await start(c, await claimEntries(c.var.dashboard.db, null), null);
  return c.redirect('/claims', 303);
}

async function start(c: PageContext, entries: readonly ClaimEntry[], id: string | null): Promise<void> {
  const { db } = c.var.dashboard;
  const asked = (await c.req.formData()).get('preset');
  const preset = PRESET_NAMES.find((name) => name === asked);
  if (preset === undefined) {
    throw new HTTPException(400, {
      message: `preset must be one of ${PRESET_NAMES.join(', ')}, got ${JSON.stringify(asked)}`,
    });
  }
  if (isBusy(db, entries, trainingNow(db))) {
    throw new HTTPException(409, {
      message:
        'claims are trained already: wait until they have ended, or cancel their sweeps, then start these',
    });
  }
  startClaims(db, id, preset);
}

export const claimsActionRoutes: readonly Route[] = [
  { method: 'POST', path: '/claims/run', handler: runAll },
  { method: 'POST', path: '/claims/:id/run', handler: run },
];
