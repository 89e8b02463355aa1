/** The C++ engine behind a binding: Node-API or WebAssembly. */
import type { ImageShape, ResolvedNetwork } from '../../config/network.ts';
import type { Dataset, Engine, EngineInfo, Model, Normalization, ResolvedTraining } from '../contract.ts';
import { initialWeights } from '../initial-weights.ts';
import { parameterLayout, snapshotSizeOf } from '../parameters.ts';
import { pixelTable } from '../pixel-table.ts';
import { checkImages, checkNetwork, checkTraining } from '../validate.ts';
import type { Binding } from './binding.ts';
import { NativeDataset, NativeModel, type Turn } from './model.ts';
import { writeSpec } from './spec.ts';

/** Evaluation works in batches of at least so many images, however small those of the training are. */
const EVALUATION_BATCH = 64;

export class NativeEngine implements Engine {
  readonly info: EngineInfo;
  readonly #binding: Binding;
  readonly #turn: Turn | null;

  /** @param turn null: training and evaluation leave the calling thread alone */
  constructor(binding: Binding, info: EngineInfo, turn: Turn | null = null) {
    this.#binding = binding;
    this.info = info;
    this.#turn = turn;
  }

  load(
    images: Uint8Array,
    labels: Uint8Array,
    shape: ImageShape,
    normalization: Normalization = { mean: 0, sd: 1 },
  ): Dataset {
    checkImages(images, labels, shape, normalization);
    const values = shape.height * shape.width * shape.channels;
    const handle = this.#binding.load(images, labels, values, pixelTable(normalization));
    return new NativeDataset(this.#binding, handle, labels, shape);
  }

  build(network: ResolvedNetwork, training: ResolvedTraining, seed: number): Model {
    checkNetwork(network);
    checkTraining(training);
    const parameters = parameterLayout(network);
    const weights = initialWeights(network, training.initializer, seed);
    const { ints, reals } = writeSpec(network, training, seed);
    const weighted = network.layers.filter((layer) => layer.type === 'conv' || layer.type === 'dense');
    const capacity = Math.max(training.batchSize, EVALUATION_BATCH);
    const handle = this.#binding.build(this.info.isa, ints, reals, weighted.length, capacity);
    this.#binding.restore(handle, weights);
    return new NativeModel(this.#binding, handle, {
      network,
      batchSize: training.batchSize,
      parameters,
      snapshotSize: snapshotSizeOf(parameters),
      turn: this.#turn,
    });
  }
}
