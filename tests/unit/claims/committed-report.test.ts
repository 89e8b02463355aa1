/** The report in docs/claims: what it says stands on the runs in the CSV beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readmeWithClaims } from '../../../scripts/generate-claims-table.ts';
import { loadClaims } from '../../../src/claims/index.ts';
import { query } from '../export/readers.ts';

const FOLDER = new URL('../../../docs/claims/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const rows = (name: string) =>
  query(
    `select * from read_csv('${fileURLToPath(new URL(name, FOLDER))}', all_varchar = true, nullstr = '')`,
  ) as Promise<Record<string, string | null>[]>;
const pages = readdirSync(FOLDER).filter((name) => /^\d-.*\.md$/.test(name));

describe('the committed report', async () => {
  const runs = new Map((await rows('runs.csv')).map((row) => [row.id!, row]));

  it('names no run on a page that is not in runs.csv', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/ `([0-9a-z]{12,})`/g)].map(([, id]) => id!),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((id) => !runs.has(id))).toEqual([]);
  });

  it('has the runs of every comparison in runs.csv, and their mean accuracy as it says', async () => {
    const comparisons = await rows('claims.csv');
    expect(comparisons.length).toBeGreaterThan(20);
    for (const { arm_runs, rival_runs, claim, hypothesis } of comparisons) {
      const ids = `${arm_runs ?? ''} ${rival_runs ?? ''}`.split(' ').filter(Boolean);
      expect(
        ids.filter((id) => !runs.has(id)),
        `${claim}/${hypothesis}`,
      ).toEqual([]);
    }
    const accuracies = comparisons.filter(
      ({ metric, arm_mean }) => metric === 'test accuracy' && arm_mean !== null,
    );
    expect(accuracies.length).toBeGreaterThan(0);
    const claims = await loadClaims();
    for (const { arm_runs, arm_mean, claim, hypothesis } of accuracies) {
      const { hypotheses } = claims.find(({ id }) => id === claim)!;
      const counted = hypotheses.find(({ id }) => id === hypothesis)!.stalled === 'counted';
      const values = arm_runs!
        .split(' ')
        .map((id) => runs.get(id)!)
        .filter((run) => run.status === 'completed' && (counted || Number(run['validation/accuracy']) > 0.2))
        .map((run) => Number(run['test/accuracy']));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(Number(arm_mean), `${claim}/${hypothesis}`).toBeCloseTo(mean, 6);
    }
  });

  it('has a page and a verdict for every hypothesis of the claims that it lists', async () => {
    const claims = await loadClaims();
    for (const page of pages) {
      const claim = claims.find(({ number, id }) => page === `${number}-${id}.md`)!;
      const text = read(page);
      for (const { id } of claim.hypotheses) expect(text).toContain(`### ${id}: `);
    }
  });

  it('is what the table of the README says', () => {
    expect(readFileSync(new URL('../../README.md', FOLDER), 'utf8')).toBe(readmeWithClaims());
  });
});
