/** Evidence of claims, as JSON: what it holds is the business of src/claims. */
import type { Database } from './database.ts';

export interface ClaimRecord {
  readonly id: string;
  readonly preset: string;
  /** ms since 1970 */
  readonly computedAt: number;
}

/** Replaces what there was of the same claim and preset. */
export function storeClaimEvidence(db: Database, evidence: ClaimRecord): void {
  db.client
    .prepare(
      `insert into claim_evidence (claim, preset, computed_at, evidence) values (?, ?, ?, ?)
       on conflict (claim, preset) do update set computed_at = excluded.computed_at, evidence = excluded.evidence`,
    )
    .run(evidence.id, evidence.preset, evidence.computedAt, JSON.stringify(evidence));
}

/** null: not computed yet in this database */
export function readClaimEvidence<T extends ClaimRecord>(
  db: Database,
  claim: string,
  preset: string,
): T | null {
  const json = db.client
    .prepare('select evidence from claim_evidence where claim = ? and preset = ?')
    .pluck()
    .get(claim, preset) as string | undefined;
  return json === undefined ? null : JSON.parse(json);
}

/** All, the newest first. */
export function listClaimEvidence<T extends ClaimRecord>(db: Database, preset?: string): T[] {
  const rows = db.client
    .prepare(
      'select evidence from claim_evidence where @preset is null or preset = @preset order by computed_at desc, claim',
    )
    .pluck()
    .all({ preset: preset ?? null }) as string[];
  return rows.map((json) => JSON.parse(json));
}

export interface ClaimHead {
  readonly claim: string;
  readonly preset: string;
  /** ms since 1970 */
  readonly computedAt: number;
}

/** Which evidence there is, without reading it. */
export function listClaimHeads(db: Database): ClaimHead[] {
  return db.client
    .prepare('select claim, preset, computed_at as computedAt from claim_evidence order by claim, preset')
    .all() as ClaimHead[];
}
