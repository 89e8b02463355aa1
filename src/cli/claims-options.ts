/** The options of `descent claims run`. */
import type { PresetName } from '../claims/index.ts';
import type { TrainCommandOptions } from './train-options.ts';

export interface ClaimsRunOptions extends Pick<TrainCommandOptions, 'engine' | 'workers' | 'quiet'> {
  readonly preset: PresetName;
  readonly dryRun?: boolean;
}
