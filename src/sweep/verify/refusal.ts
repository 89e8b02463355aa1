/** Why a run cannot be trained again to the same bits here; asked before any training starts. */
import type { EnvironmentRecord, RunDetail } from '../../../db/index.ts';
import { configHash } from '../../config/index.ts';
import type { EngineInfo } from '../../engine/contract.ts';

/** What this installation has to offer a run; a text says why it has not. */
export interface Surroundings {
  /** the engine that the run names */
  readonly engine: EngineInfo | { readonly missing: string };
  /** digest of the dataset that the run names */
  readonly dataSha256: string | { readonly missing: string };
  readonly environment: EnvironmentRecord;
}

/** From the run alone; null: nothing speaks against it so far. */
export function refusalOfRun(run: RunDetail): string | null {
  if (run.config === null || run.engine === null) {
    return 'it was logged through the SDK, without a config to train again';
  }
  if (run.status !== 'completed' && run.status !== 'diverged') {
    return `it is ${run.status}, not finished: only a completed or diverged run can be compared`;
  }
  if (configHash(run.config) !== run.configHash) {
    return (
      `its config has the hash ${configHash(run.config)} but was stored under ${run.configHash}: ` +
      'it was changed, or another version of descent hashed it'
    );
  }
  return null;
}

/** From the run and what is here; null: it can be trained again. */
export function refusalHere(
  run: RunDetail,
  { engine, dataSha256, environment }: Surroundings,
): string | null {
  if ('missing' in engine) return engine.missing;
  if (engine.numerics !== run.numerics) {
    const version =
      run.environment === null ? 'the version that made it' : `descent ${run.environment.descent}`;
    return (
      `it was trained with numerics ${run.numerics}, this version of the ${engine.name} engine has ${engine.numerics}, ` +
      `which may give other bits; use ${version}`
    );
  }
  if (typeof dataSha256 !== 'string') return dataSha256.missing;
  if (dataSha256 !== run.config!.dataSha256) {
    return (
      `it was trained on ${run.config!.dataset} with the digest ${run.config!.dataSha256}, the files here have ` +
      `${dataSha256}; restore the original files`
    );
  }
  return engine.name === 'tfjs' ? otherMachine(run, engine, environment) : null;
}

/** TensorFlow picks its kernels by machine and version: its bits are promised on the machine that made them only. */
function otherMachine(run: RunDetail, engine: EngineInfo, here: EnvironmentRecord): string | null {
  const there = run.environment;
  if (there === null) return 'the machine that trained it with tfjs is not recorded';
  const facts: readonly (readonly [string, string | null, string])[] = [
    ['processor', there.cpu, here.cpu],
    ['system', `${there.os} ${there.arch}`, `${here.os} ${here.arch}`],
    ['Node', there.node, here.node],
    ['backend', run.isa, engine.isa],
    ['engine', run.engineVersion, engine.version],
  ];
  const other = facts.find(([, recorded, now]) => recorded !== now);
  if (other === undefined) return null;
  const [what, recorded, now] = other;
  return (
    `tfjs runs repeat bit for bit only on the machine that made them: its ${what} was ${recorded}, ` +
    `here it is ${now}; the native engine has no such limit`
  );
}
