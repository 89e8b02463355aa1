/** Trains recorded runs again, in a database of their own, and compares. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Database, listRuns, openDatabase, type RunDetail } from '../../../db/index.ts';
import { stableJson } from '../../config/index.ts';
import { loadDataset } from '../../data/index.ts';
import type { EngineInfo, EngineName } from '../../engine/contract.ts';
import { openEngine } from '../../engine/index.ts';
import { captureEnvironment } from '../../tracking/index.ts';
import type { OnSweepEvent } from '../events.ts';
import { runSweep } from '../run-sweep.ts';
import type { Interrupts } from '../supervise.ts';
import { asSweep } from './as-sweep.ts';
import { compareRuns } from './compare.ts';
import { refusalHere, refusalOfRun, type Surroundings } from './refusal.ts';
import type { RunVerification } from './types.ts';

export interface VerifyOptions {
  readonly database: Database;
  readonly runs: readonly RunDetail[];
  /** instruction set that was asked for (DESCENT_ISA); runs of an engine without it are refused */
  readonly isa?: string;
  /** default: physical cores */
  readonly workers?: number;
  readonly onEvent?: OnSweepEvent;
  readonly interrupts?: Interrupts;
}

interface Accepted {
  readonly run: RunDetail;
  /** what it is trained on again */
  readonly engine: EngineInfo;
}

/**
 * One verdict a run, in the order given. The same workers, recording and storage as in any sweep, so that what is
 * compared is what a sweep would have written. `options.database` is only read.
 * @throws where workers cannot start
 */
export async function verifyRuns(options: VerifyOptions): Promise<RunVerification[]> {
  const surroundings = createSurroundings();
  const verdicts = new Map<RunDetail, RunVerification>();
  const accepted: Accepted[] = [];
  for (const run of options.runs) {
    const refusal = refusalOfRun(run);
    const here = refusal === null ? await surroundings(run) : null;
    const reason = refusal ?? refusalHere(run, here!) ?? otherIsa(here!.engine as EngineInfo, options.isa);
    if (reason === null) accepted.push({ run, engine: here!.engine as EngineInfo });
    else verdicts.set(run, { ...aboutRun(run), verdict: 'refused', reason });
  }
  if (accepted.length > 0) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-verify-'));
    try {
      for (const group of byRecording(accepted)) {
        for (const verdict of await trainAndCompare(options, group, path.join(folder, 'again.db'))) {
          verdicts.set(verdict.run, verdict.verification);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return options.runs.map((run) => verdicts.get(run)!);
}

/** A sweep has one engine and records one way. */
function byRecording(accepted: readonly Accepted[]): Accepted[][] {
  const groups = new Map<string, Accepted[]>();
  for (const one of accepted) {
    const key = stableJson([one.engine.name, one.run.recording]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Runs of one engine with one recording. */
async function trainAndCompare(
  options: VerifyOptions,
  group: readonly Accepted[],
  file: string,
): Promise<{ run: RunDetail; verification: RunVerification }[]> {
  const { engine } = group[0]!;
  const runs = group.map(({ run }) => run);
  const { sweepId } = await runSweep({
    database: file,
    expanded: asSweep(
      'verify',
      runs.map(({ config }) => config!),
      runs[0]!.recording,
    ),
    definition: null,
    engine: engine.name,
    // twins of one identity are trained one by one, each for itself
    rerun: true,
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(options.onEvent && { onEvent: options.onEvent }),
    ...(options.interrupts && { interrupts: options.interrupts }),
  });
  const again = openDatabase(file);
  try {
    // in the order of the sweep, which is that of the runs
    const trained = listRuns(again, { sweepId });
    return runs.map((run, i) => {
      const { id, status, isa, error } = trained[i]!;
      const about = { ...aboutRun(run), isa: isa ?? engine.isa };
      if (status !== 'completed' && status !== 'diverged') {
        const reason = error ?? `its second training is ${status}: it was stopped`;
        return { run, verification: { ...about, verdict: 'unfinished', reason } };
      }
      const comparison = compareRuns({ database: options.database, id: run.id }, { database: again, id });
      const verdict = comparison.same ? 'same' : 'different';
      return { run, verification: { ...about, verdict, comparison } };
    });
  } finally {
    again.close();
  }
}

/** Only the native engine has a choice. */
function otherIsa(engine: EngineInfo, asked: string | undefined): string | null {
  if (asked === undefined || engine.isa === asked) return null;
  return `it was trained on the ${engine.name} engine, which has ${engine.isa} only; leave --isa ${asked} out`;
}

function aboutRun(run: RunDetail) {
  const { id, name, numerics } = run;
  const engine = run.engine as EngineName | null;
  return { id, name, engine, numerics, recordedIsa: run.isa, isa: null, reason: null, comparison: null };
}

/** Looks up each engine and each dataset once. */
function createSurroundings(): (run: RunDetail) => Promise<Surroundings> {
  const engines = new Map<string, Surroundings['engine']>();
  const digests = new Map<string, Surroundings['dataSha256']>();
  const missing = (error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) });
  return async ({ engine: name, config }) => {
    const { dataset } = config!;
    if (!engines.has(name!)) {
      const found = await openEngine(name as EngineName).then(({ info }) => info, missing);
      engines.set(name!, found);
    }
    if (!digests.has(dataset)) {
      digests.set(dataset, await loadDataset(dataset).then(({ sha256 }) => sha256, missing));
    }
    return {
      engine: engines.get(name!)!,
      dataSha256: digests.get(dataset)!,
      environment: captureEnvironment(),
    };
  };
}
