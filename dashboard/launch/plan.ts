/** From the form to what would be trained: the checks of the definition, and the bounds of a browser's request. */
import {
  ConfigError,
  type DatasetFacts,
  type ExpandedSweep,
  expand,
  type FactsOf,
  type SweepDefinition,
} from '../../src/config/index.ts';
import { DatasetError, datasetFacts, datasetNames } from '../../src/data/index.ts';
import { definitionOf, fieldOf, type LaunchForm, type Problem } from './form.ts';

/** Larger sweeps are started from the command line: a page would wait for its rows to be written. */
export const MOST_LAUNCHED_RUNS = 10_000;

export type LaunchPlan =
  | { readonly definition: SweepDefinition; readonly expanded: ExpandedSweep; readonly problems: readonly [] }
  | { readonly definition: SweepDefinition; readonly expanded: null; readonly problems: readonly Problem[] };

export function planLaunch(form: LaunchForm): LaunchPlan {
  const { definition, problems } = definitionOf(form);
  if (problems.length > 0) return { definition, expanded: null, problems };
  try {
    const expanded = expand(definition, offeredFacts(), { mostRuns: MOST_LAUNCHED_RUNS });
    return { definition, expanded, problems: [] };
  } catch (error) {
    const problem = problemOf(error, form);
    if (problem === null) throw error;
    return { definition, expanded: null, problems: [problem] };
  }
}

/** A request names a dataset that this machine offers; it never makes the server look into a folder. */
function offeredFacts(): FactsOf {
  const offered = datasetNames();
  return (name) => {
    const found = offered.find((one) => one.name === name);
    if (found === undefined) {
      const names = offered.map((one) => one.name).join(', ');
      throw new ConfigError(
        'dataset',
        `must be one of ${names}, got ${JSON.stringify(name)}; a folder in DESCENT_DATA_DIR joins them`,
        'dataset',
      );
    }
    if (!found.present) {
      throw new ConfigError(
        'dataset',
        `"${name}" is not on this machine yet; \`descent data fetch ${name}\` gets it`,
        'dataset',
      );
    }
    return factsAt(name);
  };
}

function factsAt(name: string): DatasetFacts {
  try {
    return datasetFacts(name);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    throw new ConfigError('dataset', error.message, 'dataset');
  }
}

function problemOf(error: unknown, form: LaunchForm): Problem | null {
  if (!(error instanceof ConfigError)) return null;
  const field = fieldOf(error, form);
  return { field, message: field === '' || field === 'more' ? error.message : error.reason };
}
