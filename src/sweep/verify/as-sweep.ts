/** Configs that came from no definition, as a sweep that can be trained. */
import {
  type ExpandedSweep,
  type Recording,
  type RunConfig,
  resolveRecording,
  stableJson,
} from '../../config/index.ts';

export function asSweep(
  name: string,
  configs: readonly RunConfig[],
  recording: Partial<Recording> | null,
): ExpandedSweep {
  return {
    name,
    description: null,
    runs: configs,
    seeds: [...new Set(configs.map(({ seed }) => seed))],
    axes: [],
    counts: {
      points: configs.length,
      excluded: 0,
      duplicates: 0,
      configs: configs.length,
      runs: configs.length,
    },
    varied: variedKeys(configs),
    recording: resolveRecording(recording ?? {}),
  };
}

/** For the names in the display; what the network follows from says more than its layers. */
function variedKeys(configs: readonly RunConfig[]): ExpandedSweep['varied'] {
  const hidden = new Set(['seed', 'dataSha256', 'architectureOptions', 'layers']);
  const keys = Object.keys(configs[0] ?? {}) as (keyof RunConfig)[];
  return keys.filter(
    (key) => !hidden.has(key) && new Set(configs.map((config) => stableJson(config[key]))).size > 1,
  ) as ExpandedSweep['varied'];
}
