/** What a run page says of a run besides what is recorded: its network, its siblings, how to make it again. */
import { type Database, type RunDetail, type RunRow, runTable } from '../../db/index.ts';
import {
  type DatasetFacts,
  describeNetwork,
  type NetworkDescription,
  overridesFor,
  toEngineNetwork,
} from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { describe } from '../../src/stats/index.ts';
import { createCache } from '../cache.ts';

const facts = createCache<DatasetFacts | null>(8);
const descriptions = createCache<NetworkDescription | null>(64);
const commands = createCache<string | null>(256);

/** Shape and classes of the data of a run; null: a user's own that is not there any more, or is another now. */
export function dataOf(run: RunDetail): DatasetFacts | null {
  const { config } = run;
  if (config === null) return null;
  return facts(`${config.dataset} ${config.dataSha256}`, () => {
    try {
      const found = datasetFacts(config.dataset);
      return found.sha256 === config.dataSha256 ? found : null;
    } catch {
      return null;
    }
  });
}

/** null: without a config, or without its data */
export function networkOf(run: RunDetail): NetworkDescription | null {
  const data = dataOf(run);
  const { config } = run;
  if (config === null || data === null) return null;
  return descriptions(run.configHash ?? run.id, () => {
    try {
      return describeNetwork(toEngineNetwork(config, data.shape, data.classes));
    } catch {
      // made by a version of descent that described layers in another way
      return null;
    }
  });
}

/** Runs of the same settings on the same engine, by seed; the run itself among them. */
export function siblingsOf(db: Database, run: RunDetail): RunRow[] {
  if (run.configHash === null) return [];
  return runTable(db)
    .rows.filter((row): row is RunRow => row !== null && row.configHash === run.configHash)
    .filter((row) => row.engine === run.engine && row.numerics === run.numerics)
    .sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0) || a.no - b.no);
}

/** Mean, spread and n of the last value of a metric over completed siblings. */
export function siblingMean(db: Database, siblings: readonly RunRow[], metric: string) {
  const table = runTable(db);
  const { last } = table.summary(metric);
  const values = siblings
    .filter(({ status }) => status === 'completed')
    .map(({ no }) => last[table.indexOf(no)!] ?? Number.NaN)
    .filter(Number.isFinite);
  return describe(values);
}

export interface Reproduction {
  /** trains it here, whatever is in the database; null: see `verify` */
  readonly run: string | null;
  /** trains it again and compares every point; null: it has not finished */
  readonly verify: string | null;
}

/** null: logged through the SDK, by a program that only its author knows */
export function reproduction(run: RunDetail): Reproduction | null {
  const { config } = run;
  if (config === null) return null;
  const text = commands(run.id, () => {
    const texts = dataOf(run) === null ? null : overridesFor(config, datasetFacts);
    if (texts === null) return null;
    const sets = texts.map((set) => ` --set ${shellWord(set)}`).join('');
    return `descent run${run.engine === null ? '' : ` --engine ${run.engine}`}${sets}`;
  });
  const finished = run.status === 'completed' || run.status === 'diverged';
  return { run: text, verify: finished ? `descent verify ${run.id}` : null };
}

/** A word of a POSIX shell: quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
