/** The answers of a network that was trained before, from its kept weights. */
import type { RunConfig } from '../config/run-config.ts';
import { toEngineNetwork, toEngineTraining } from '../config/to-engine.ts';
import { type ImageDataset, splitTraining } from '../data/index.ts';
import type { Engine } from '../engine/contract.ts';
import { normalizationOf } from './epoch-data.ts';
import { argMax, weightsFromBytes } from './results.ts';

export interface Answer {
  /** of the image, in the test part */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** one a class: outputs of the head, which are probabilities but for `linear+mse` */
  readonly probabilities: readonly number[];
}

export interface AnswerOptions {
  readonly config: RunConfig;
  readonly engine: Engine;
  /** the dataset that the run was trained on */
  readonly dataset: ImageDataset;
  /** `weights.f32` of the run */
  readonly weights: Uint8Array;
  /** test images; all without */
  readonly indices?: Uint32Array;
}

/** @throws RangeError for weights of another network, or an index that the test part does not have */
export async function answerTestImages(options: AnswerOptions): Promise<Answer[]> {
  const { config, engine, dataset } = options;
  const { images, labels } = dataset.test;
  const indices = options.indices ?? Uint32Array.from(labels, (_, index) => index);
  const beyond = indices.find((index) => index >= labels.length);
  if (beyond !== undefined) {
    throw new RangeError(
      `a test image of ${dataset.name} has an index from 0 to ${labels.length - 1}, got ${beyond}`,
    );
  }
  const { train } = splitTraining(dataset.train.labels, config);
  const data = engine.load(images, labels, dataset.shape, normalizationOf(config, dataset, train));
  try {
    const network = toEngineNetwork(config, dataset.shape, dataset.classes);
    const model = engine.build(network, toEngineTraining(config), config.seed);
    try {
      const weights = weightsFromBytes(options.weights);
      if (weights.length !== model.snapshotSize) {
        throw new RangeError(
          `this network has ${model.snapshotSize} weights, the file holds ${weights.length}`,
        );
      }
      model.restore(weights);
      const flat = await model.predict(data, indices);
      return [...indices].map((index, i) => {
        const probabilities = [...flat.subarray(i * dataset.classes, (i + 1) * dataset.classes)];
        return { index, label: labels[index]!, answer: argMax(probabilities), probabilities };
      });
    } finally {
      model.close();
    }
  } finally {
    data.close();
  }
}

/** Wrong answers, the surest first. */
export function surestMistakes(answers: readonly Answer[]): Answer[] {
  const sureness = ({ answer, probabilities }: Answer) => probabilities[answer]!;
  return answers
    .filter(({ answer, label }) => answer !== label)
    .sort((a, b) => sureness(b) - sureness(a) || a.index - b.index);
}
