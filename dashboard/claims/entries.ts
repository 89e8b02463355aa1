/** The claims as pages show them: what they say (their definitions), and what a database says about them. */
import {
  type Database,
  listClaimEvidence,
  listClaimHeads,
  listSweeps,
  type StatusCounts,
  type SweepRecord,
} from '../../db/index.ts';
import {
  type ClaimDefinition,
  type ClaimEvidence,
  type HypothesisEvidence,
  loadClaims,
  PRESET_NAMES,
  type PresetName,
} from '../../src/claims/index.ts';
import { createCache } from '../cache.ts';
import { count, counted } from '../format.ts';
import { isAtWork } from '../sweeps/state.ts';
import { judgedNow } from './training.ts';

export interface ClaimEntry {
  readonly id: string;
  /** of the primer's list, from 1 */
  readonly number: number;
  readonly title: string;
  readonly statement: string;
  /** null: evidence of a claim whose definition is not here */
  readonly definition: ClaimDefinition | null;
  /** null: not judged with this preset */
  readonly evidence: ClaimEvidence | null;
  /** of which there is evidence, the smallest first */
  readonly presets: readonly PresetName[];
}

let definitions: Promise<readonly ClaimDefinition[]> | undefined;

/** Read once: a definition is code, and code is loaded when the dashboard starts. */
export function claimDefinitions(): Promise<readonly ClaimDefinition[]> {
  definitions ??= loadClaims();
  return definitions;
}

const caches = new WeakMap<Database, ReturnType<typeof createCache<readonly ClaimEvidence[]>>>();

/** All evidence; read again only when a claim was judged anew. */
function storedEvidence(db: Database): readonly ClaimEvidence[] {
  const cache = caches.get(db) ?? createCache<readonly ClaimEvidence[]>(1);
  caches.set(db, cache);
  return cache(JSON.stringify(listClaimHeads(db)), () => listClaimEvidence<ClaimEvidence>(db));
}

/** @param preset null: of each claim the largest that was judged */
export async function claimEntries(db: Database, preset: PresetName | null): Promise<ClaimEntry[]> {
  const known = await claimDefinitions();
  const evidence = storedEvidence(db);
  const ids = new Set([...known.map(({ id }) => id), ...evidence.map(({ id }) => id)]);
  return [...ids]
    .map((id): ClaimEntry => {
      const definition = known.find((one) => one.id === id) ?? null;
      const own = evidence.filter((one) => one.id === id);
      const presets = PRESET_NAMES.filter((name) => own.some((one) => one.preset === name));
      const wanted = preset ?? presets.at(-1);
      const { number, title, statement } = definition ?? own[0]!;
      return {
        ...{ id, number, title, statement, definition, presets },
        evidence: own.find((one) => one.preset === wanted) ?? null,
      };
    })
    .sort((a, b) => a.number - b.number);
}

/** The one that stands for the whole claim, declared beforehand. */
export function primaryOf({ hypotheses }: ClaimEvidence): HypothesisEvidence {
  return hypotheses.find(({ primary }) => primary) ?? hypotheses[0]!;
}

export interface Training {
  readonly preset: PresetName;
  readonly done: number;
  readonly total: number;
  /** a process is at it; false: runs are left, and nobody trains them */
  readonly alive: boolean;
}

/** Runs of the claim's sweeps that wait or run now; null: none. No verdict is shown while they do. */
export type TrainingOf = (id: string) => Training | null;

/** Of every claim, from one reading of the sweeps. */
export function trainingNow(db: Database, sweeps: readonly SweepRecord[] = listSweeps(db)): TrainingOf {
  const claims = sweeps.filter(({ name }) => name.startsWith('claim-'));
  return (id) => {
    const of = (preset: PresetName) => claims.filter(({ name }) => name.startsWith(`claim-${id}-${preset}-`));
    const begun = judgedNow(db, id);
    // between two stages no run waits, and the process is at it all the same
    const preset = begun ?? PRESET_NAMES.find((name) => of(name).some(({ counts }) => isActive(counts)));
    if (preset === undefined) return null;
    const own = of(preset);
    const total = own.reduce((sum, { counts }) => sum + counts.total, 0);
    const left = own.reduce((sum, { counts }) => sum + counts.queued + counts.running, 0);
    const alive = begun !== null || own.some((one) => isActive(one.counts) && isAtWork(db, one.id));
    return { preset, total, done: total - left, alive };
  };
}

/** `waiting for 120 of 480 runs (standard)`; '' where none is */
export function waitingText(training: Training | null): string {
  if (training === null) return '';
  const { done, total, preset, alive } = training;
  if (!alive) return `stopped with ${count(total - done)} of ${counted(total, 'run')} to come (${preset})`;
  return total === 0
    ? `starting… (${preset})`
    : `waiting for ${count(total - done)} of ${counted(total, 'run')} (${preset})`;
}

function isActive({ queued, running }: StatusCounts): boolean {
  return queued + running > 0;
}

/** The filter of the runs behind a claim: its sweeps, by their names. */
export function runsFilter(id: string, preset: PresetName): string {
  return `sweep like "claim-${id}-${preset}-%"`;
}
