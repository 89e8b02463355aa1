/** What every engine must do, the same for all. */
import type { Engine } from '../../../src/engine/index.ts';
import { combinationSuite } from './combinations.suite.ts';
import { digitsSuite } from './digits.suite.ts';
import { goldenSuite } from './golden.suite.ts';
import { gradientSuite } from './gradients.suite.ts';
import { inspectionSuite } from './inspection.suite.ts';
import { presetSuite } from './presets.suite.ts';
import { pretrainingSuite } from './pretraining.suite.ts';
import { snapshotSuite } from './snapshots.suite.ts';
import { trainingSuite } from './training.suite.ts';

export function contractSuite(engine: Engine, thorough: boolean): void {
  combinationSuite(engine, thorough);
  gradientSuite(engine);
  inspectionSuite(engine);
  goldenSuite(engine);
  pretrainingSuite(engine);
  trainingSuite(engine);
  snapshotSuite(engine);
  presetSuite(engine, thorough);
  digitsSuite(engine, thorough);
}
