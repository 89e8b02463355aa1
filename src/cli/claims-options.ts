/** The options of `descent claims run` and `descent claims report`. */
import type { PresetName } from '../claims/index.ts';
import type { TrainCommandOptions } from './train-options.ts';

export interface ClaimsRunOptions extends Pick<TrainCommandOptions, 'engine' | 'workers' | 'quiet'> {
  readonly preset: PresetName;
  readonly dryRun?: boolean;
}

export interface ClaimsReportOptions extends Pick<TrainCommandOptions, 'engine'> {
  readonly preset: PresetName;
  /** folder */
  readonly output: string;
}
