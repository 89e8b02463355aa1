/** A sweep grows by seeds: the same configs once more, under seeds that it does not have yet. */
import {
  type Database,
  enqueueRuns,
  findSweepByHash,
  getSweep,
  listSweepRuns,
  redefineSweep,
} from '../../db/index.ts';
import type { RunConfig } from '../config/index.ts';
import type { EngineInfo } from '../engine/contract.ts';
import { budgetSamples, type PlannedRun, storedRuns, sweepHash } from './plan.ts';

export interface Extension {
  /** the sweep given, or an earlier one that consists of exactly these runs */
  readonly sweepId: string;
  readonly seeds: readonly number[];
  /** configs × new seeds */
  readonly runs: number;
}

/** @returns the next `count` seeds that no run of the sweep has, after its largest */
export function nextSeeds(runs: readonly { readonly seed: number }[], count: number): readonly number[] {
  const from = runs.reduce((most, { seed }) => Math.max(most, seed), -1) + 1;
  return Array.from({ length: count }, (_, i) => from + i);
}

/**
 * Adds the runs, which then wait; nothing is trained here. The sweep stays the same one, with a longer list of seeds.
 * @param reference name or id of the sweep @param count how many more seeds
 * @throws NotFoundError, or RangeError where count is no integer >= 1
 */
export function extendSweep(
  db: Database,
  reference: string,
  count: number,
  engine: Pick<EngineInfo, 'name' | 'numerics'>,
): Extension {
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(`the number of further seeds must be an integer >= 1, got ${count}`);
  }
  return db.transaction(() => {
    const sweep = getSweep(db, reference);
    const present = listSweepRuns(db, sweep.id);
    const seeds = nextSeeds(present, count);
    const configs = [...new Map(present.map((run) => [run.configHash, run])).values()];
    // seeds outermost, as in every sweep: the new runs follow those that there are
    const added = seeds.flatMap((seed) =>
      configs.map(({ config, configHash, name }): PlannedRun => {
        const seeded: RunConfig = { ...config, seed };
        return {
          config: seeded,
          configHash,
          label: withSeed(name, seed),
          budgetSamples: budgetSamples(seeded),
        };
      }),
    );
    const hash = sweepHash([...storedRuns(db, sweep.id), ...added], engine as EngineInfo);
    const twin = findSweepByHash(db, sweep.name, hash);
    if (twin === null) {
      const all = [...new Set([...present.map((run) => run.seed), ...seeds])];
      redefineSweep(db, sweep.id, { hash, definition: withSeeds(sweep.definition, all) });
    }
    const sweepId = twin ?? sweep.id;
    enqueueRuns(
      db,
      sweepId,
      added.map(({ config, configHash, label }) => ({ config, configHash, name: label })),
      {
        engine: engine.name,
        numerics: engine.numerics,
        recording: sweep.recording,
        project: sweep.name,
        firstPosition: present.length,
      },
    );
    return { sweepId, seeds, runs: added.length };
  });
}

/** `adam · relu · seed 2` of another seed. A sweep of one seed had none in its names. */
function withSeed(label: string, seed: number): string {
  const config = label.replace(/(^| · )seed \d+$/, '');
  return config === '' ? `seed ${seed}` : `${config} · seed ${seed}`;
}

function withSeeds(definition: unknown, seeds: readonly number[]): unknown {
  if (typeof definition !== 'object' || definition === null) return definition;
  const [first = 0] = seeds;
  const consecutive = seeds.every((seed, i) => seed === first + i);
  const from = first === 0 ? {} : { from: first };
  return { ...definition, seeds: consecutive ? { count: seeds.length, ...from } : seeds };
}
