/** What the pages of the playground share with the rest of the code; bundled for the browser by bundles.ts. */
export { DRAWING_SIDE, likeMnist } from './network/drawing.ts';
export type { FromWorker, TestDigit, ToWorker } from './network/messages.ts';
export {
  isLearningRate,
  isSeed,
  type NetworkSettings,
  parseSettings,
  settingsQuery,
} from './network/settings.ts';
export type { Filters, Score } from './network/trainer.ts';
export {
  outcomeFootnote,
  outcomeHead,
  outcomeText,
  type Path,
  type Scene,
  sceneOf,
  valueChart,
} from './scene.ts';
export { heightsOf, LEVELS, type Surface, type SurfaceId } from './surface.ts';
export { LIMITS, type OptimizerSetting, parseHyper, parseView, type View, viewQuery } from './view.ts';
