/** TensorFlow.js behind the engine contract: the independent reference of the native engine. */
import type { ImageShape, ResolvedNetwork } from '../../config/network.ts';
import type { Dataset, Engine, EngineInfo, Model, Normalization, ResolvedTraining } from '../contract.ts';
import { checkImages, checkNetwork, checkTraining } from '../validate.ts';
import { TfjsDataset } from './dataset.ts';
import { TfjsModel } from './model.ts';

export class TfjsEngine implements Engine {
  readonly info: EngineInfo;

  constructor(info: EngineInfo) {
    this.info = info;
  }

  load(
    images: Uint8Array,
    labels: Uint8Array,
    shape: ImageShape,
    normalization: Normalization = { mean: 0, sd: 1 },
  ): Dataset {
    checkImages(images, labels, shape, normalization);
    return new TfjsDataset(images, labels, shape, normalization);
  }

  build(network: ResolvedNetwork, training: ResolvedTraining, seed: number): Model {
    checkNetwork(network);
    checkTraining(training);
    return new TfjsModel(network, training, seed);
  }
}
