/** The claims as pages show them: what they say (their definitions), and what a database says about them. */
import {
  type Database,
  listClaimEvidence,
  listClaimHeads,
  listSweeps,
  type StatusCounts,
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
}

/** Runs of the claim's sweeps that wait or run now; null: none. No verdict is shown while they do. */
export function trainingOf(db: Database, id: string): Training | null {
  const sweeps = listSweeps(db);
  for (const preset of PRESET_NAMES) {
    const own = sweeps.filter(({ name }) => name.startsWith(`claim-${id}-${preset}-`));
    if (!own.some(({ counts }) => isActive(counts))) continue;
    const total = own.reduce((sum, { counts }) => sum + counts.total, 0);
    const left = own.reduce((sum, { counts }) => sum + counts.queued + counts.running, 0);
    return { preset, total, done: total - left };
  }
  return null;
}

/** `waiting for 120 of 480 runs (standard)`; '' where none is */
export function waitingText(training: Training | null): string {
  if (training === null) return '';
  const { done, total, preset } = training;
  return `waiting for ${count(total - done)} of ${counted(total, 'run')} (${preset})`;
}

function isActive({ queued, running }: StatusCounts): boolean {
  return queued + running > 0;
}

/** The filter of the runs behind a claim: its sweeps, by their names. */
export function runsFilter(id: string, preset: PresetName): string {
  return `sweep like "claim-${id}-${preset}-%"`;
}
