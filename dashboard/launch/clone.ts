/** The form that repeats a sweep, or a single run. */
import { type Database, listSweepRuns, type RunDetail, type SweepRecord } from '../../db/index.ts';
import {
  configHash,
  expand,
  inputFromOverrides,
  overridesFor,
  type SweepDefinition,
} from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { formOf, type LaunchForm } from './form.ts';

export interface Clone {
  readonly form: LaunchForm;
  /** what the form cannot say of the sweep; null: it says everything */
  readonly remark: string | null;
}

const AS_CODE =
  'The definition of this sweep has conditions written as code, which a form cannot hold: the runs below are not ' +
  'exactly those of the sweep. Add what is left out under “More, as JSON”, or start a copy of its file.';

/** A definition from a TypeScript file loses its functions on the way to the database; then the clone says so. */
export function cloneOf(db: Database, sweep: SweepRecord): Clone {
  const definition = withoutGaps(sweep.definition);
  const form = formOf({ ...definition, name: `${sweep.name}-2` });
  return { form, remark: isSame(db, sweep, definition) ? null : AS_CODE };
}

/**
 * One run again, with layer telemetry every `everySteps` steps; what is recorded changes nothing of its training.
 * @returns null where no form gives its config: it has none, its data are others now, or an older version made it
 */
export function cloneWithTelemetry(
  { name, config }: Pick<RunDetail, 'name' | 'config'>,
  everySteps: number,
): LaunchForm | null {
  const settings = config === null ? null : overridesFor(config, datasetFacts);
  if (config === null || settings === null) return null;
  const { seed, ...fixed } = inputFromOverrides(settings);
  const form = formOf({
    name: `${name.replace(/[^\w.-]+/g, '-').slice(0, 60)}-telemetry`,
    fixed,
    seeds: { count: 1, from: config.seed },
    recording: { telemetryEverySteps: everySteps },
  });
  return { ...form, rerun: 'yes' };
}

/** What JSON made of functions: `null` in a list of conditions. */
function withoutGaps(definition: unknown): SweepDefinition {
  const given = (definition ?? {}) as SweepDefinition;
  const exclude = given.exclude?.filter((condition) => condition !== null);
  const { exclude: _, ...rest } = given;
  return exclude === undefined || exclude.length === 0 ? rest : { ...rest, exclude };
}

function isSame(db: Database, sweep: SweepRecord, definition: SweepDefinition): boolean {
  const runs = new Set(listSweepRuns(db, sweep.id).map((run) => `${run.configHash} ${run.seed}`));
  try {
    const expanded = expand(definition, datasetFacts, { mostRuns: 4 * runs.size + 1000 });
    const expected = new Set(expanded.runs.map((config) => `${configHash(config)} ${config.seed}`));
    return expected.size === runs.size && [...expected].every((run) => runs.has(run));
  } catch {
    // a dataset that is gone, or a key of another version: the form's own check says which
    return true;
  }
}
