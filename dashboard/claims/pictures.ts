/** Figures of a claim that are pictures, made by the code of the report; kept, since the runs do not change. */
import type { Database } from '../../db/index.ts';
import type { ClaimDefinition, ClaimEvidence } from '../../src/claims/index.ts';
import type { Figure } from '../../src/claims/report/figure.ts';
import { predictionFigure } from '../../src/claims/report/predictions.ts';
import { trajectoryFigures } from '../../src/claims/report/trajectories.ts';
import { createCache } from '../cache.ts';

const caches = new WeakMap<Database, ReturnType<typeof createCache<Promise<readonly Figure[]>>>>();

export function claimPictures(
  db: Database,
  claim: ClaimDefinition,
  evidence: ClaimEvidence,
): Promise<readonly Figure[]> {
  const cache = caches.get(db) ?? createCache<Promise<readonly Figure[]>>(10);
  caches.set(db, cache);
  return cache(`${claim.id} ${evidence.preset} ${evidence.computedAt}`, () => make(db, claim, evidence));
}

async function make(db: Database, claim: ClaimDefinition, evidence: ClaimEvidence): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [i, definition] of (claim.figures ?? []).entries()) {
    if (definition.kind === 'trajectories') figures.push(...trajectoryFigures(definition.title, i + 1));
    if (definition.kind !== 'predictions') continue;
    // the run, or the file of its answers, may have been deleted since
    const found = await predictionFigure(definition, i + 1, { db, claim, evidence }).catch((error: Error) => {
      if (error.name === 'NotFoundError') return [];
      throw error;
    });
    figures.push(...found);
  }
  return figures;
}
