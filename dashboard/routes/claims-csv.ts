/** The claims as CSV: their comparisons, and what their figures are drawn from. */
import { NotFoundError } from '../../db/index.ts';
import { evidenceCsv } from '../../src/export/index.ts';
import { armsCsv, figureCsv } from '../claims/csv.ts';
import { claimFigures } from '../claims/figure-specs.ts';
import { findClaim, shownStratum } from '../claims/find.ts';
import type { PageContext, Route } from '../context.ts';
import { csvAnswer, csvText } from '../csv.ts';

/** Every comparison as a row: what `descent export claims` writes. */
function all(c: PageContext): Response {
  return csvAnswer(c, c.var.dashboard.db, { table: 'claims', query: {}, filename: 'claims.csv' });
}

/** The comparisons of one claim, a row each. */
async function one(c: PageContext): Promise<Response> {
  const { evidence, id } = await judged(c);
  return csvText(c, evidenceCsv([evidence]).toString(), `claim-${id}-${evidence.preset}.csv`);
}

/** Every arm in every stratum. */
async function arms(c: PageContext): Promise<Response> {
  const { evidence, id } = await judged(c);
  return csvText(c, armsCsv(evidence), `claim-${id}-${evidence.preset}-arms.csv`);
}

/** All that a figure is drawn from. */
async function figure(c: PageContext): Promise<Response> {
  const { evidence, definition, id } = await judged(c);
  const name = c.req.param('figure');
  const figures =
    definition === null
      ? []
      : claimFigures(c.var.dashboard.db, definition, evidence, shownStratum(c, evidence));
  const found = figures.find((one) => one.name === name);
  if (found !== undefined) return csvText(c, figureCsv(found), `claim-${id}-${found.name}.csv`);
  const names = figures.map((one) => one.name).join(', ');
  throw new NotFoundError(`claim "${id}" has no figure "${name}" here: there are ${names || 'none'}`);
}

async function judged(c: PageContext) {
  const { evidence, definition, id } = (await findClaim(c)).entry;
  if (evidence === null) throw new NotFoundError(`claim "${id}" is not judged with this preset`);
  return { evidence, definition, id };
}

export const claimsCsvRoutes: readonly Route[] = [
  { method: 'GET', path: '/claims.csv', handler: all },
  { method: 'GET', path: '/claims/:id/csv', handler: one },
  { method: 'GET', path: '/claims/:id/csv/arms', handler: arms },
  { method: 'GET', path: '/claims/:id/csv/figures/:figure', handler: figure },
];
