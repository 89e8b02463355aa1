/** Training and judging of claims that the dashboard starts: `descent claims run` as a process of its own. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../db/index.ts';
import type { PresetName } from '../../src/claims/index.ts';
import { endOfLog, sizeOfLog, startCommand } from '../sweeps/training.ts';

/** Of the processes that were started here and have not ended, which claims they are at: null is all of them. */
const working = new WeakMap<Database, Set<{ readonly claim: string | null; readonly preset: PresetName }>>();

/** The preset that a process which was started here judges this claim, or all of them (null), with. */
export function judgedNow(db: Database, claim: string | null): PresetName | null {
  return [...(working.get(db) ?? [])].find((one) => one.claim === claim)?.preset ?? null;
}

export function isAnyJudging(db: Database): boolean {
  return (working.get(db)?.size ?? 0) > 0;
}

/** Changes as such a process begins or ends, which the database does not tell. */
export function judgingStamp(db: Database): string {
  return [...(working.get(db) ?? [])].map(({ claim, preset }) => `${claim} ${preset}`).join();
}

/** @param claim id of one; null: all. The caller has checked both names. */
export function startClaims(db: Database, claim: string | null, preset: PresetName): void {
  const own = working.get(db) ?? new Set();
  working.set(db, own);
  const mark = { claim, preset };
  own.add(mark);
  startCommand(db, {
    args: claimsArguments(claim, preset),
    logFile: logFile(db, claim),
    onEnd: () => own.delete(mark),
  });
}

export function claimsArguments(claim: string | null, preset: PresetName): readonly string[] {
  return ['claims', 'run', ...(claim === null ? [] : [claim]), '--preset', preset];
}

/** The end of what they printed; null: the dashboard has started none. */
export function claimsLog(db: Database, claim: string | null): string | null {
  return endOfLog(logFile(db, claim));
}

/** Changes as the log grows; '' where there is none. */
export function claimsLogStamp(db: Database, claim: string | null): string {
  return sizeOfLog(logFile(db, claim));
}

function logFile({ artifactsPath }: Database, claim: string | null): string {
  const folder = path.join(artifactsPath, 'claim-logs');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${claim ?? 'all claims'}.log`);
}
