/** Measures taken on small networks of the real engine, and the same quantities from the float64 reference. */
import type { MeasureInput, MeasureRequest, RunConfig, RunConfigInput } from '../../src/config/index.ts';
import { resolveRecording, toEngineNetwork, toEngineTraining } from '../../src/config/index.ts';
import { type ImageDataset, splitTraining } from '../../src/data/index.ts';
import { type Engine, openEngine } from '../../src/engine/index.ts';
import { type TrainArtifact, trainRun } from '../../src/train/index.ts';
import type { MeasureContext } from '../../src/train/measures/types.ts';
import { tensor } from './reference-layers.ts';
import { type ReferenceOptions, type ReferenceResult, referenceNetwork } from './reference-network.ts';
import { toyConfig, toyDataset } from './toy-dataset.ts';

export const toy = toyDataset();

export interface Measuring extends MeasureContext {
  close(): void;
}

/** At the initial weights, or at `weights` made from them. */
export async function measuring(
  input: RunConfigInput,
  weightsFrom: (initial: Float32Array) => Float32Array = (initial) => initial,
  dataset: ImageDataset = toy,
): Promise<Measuring> {
  const engine: Engine = await openEngine('auto');
  const config: RunConfig = toyConfig(dataset, input);
  const network = toEngineNetwork(config, dataset.shape, dataset.classes);
  const training = toEngineTraining(config);
  const load = (part: ImageDataset['train']) => engine.load(part.images, part.labels, dataset.shape);
  const data = { train: load(dataset.train), test: load(dataset.test) };
  const model = engine.build(network, training, config.seed);
  const weights = weightsFrom(model.snapshot());
  model.restore(weights);
  const split = splitTraining(dataset.train.labels, config);
  return {
    config,
    network,
    training,
    engine,
    dataset,
    normalization: { mean: 0, sd: 1 },
    data,
    trainIndices: split.train,
    validationIndices: split.validation,
    step: 0,
    weights,
    model,
    close: () => {
      model.close();
      data.train.close();
      data.test.close();
    },
  };
}

/** A measure with its defaults, as a definition asks for it. */
export function request<const I extends MeasureInput>(
  input: I,
): Extract<MeasureRequest, { name: I['name'] }> {
  const [measure] = resolveRecording({ measures: [input] }).measures;
  return measure as Extract<MeasureRequest, { name: I['name'] }>;
}

/** The reference on images of the training part, at any weights. */
export function referenceOn(
  { network, dataset }: Pick<MeasureContext, 'network' | 'dataset'>,
  weights: ArrayLike<number>,
  indices: ArrayLike<number>,
  options: ReferenceOptions = {},
): ReferenceResult {
  const { height, width, channels } = dataset.shape;
  const size = height * width * channels;
  const pixels = new Float64Array(indices.length * size);
  Array.from(indices).forEach((index, i) => {
    const image = dataset.train.images.subarray(index * size, (index + 1) * size);
    pixels.set(
      Float64Array.from(image, (byte) => Math.fround(byte / 255)),
      i * size,
    );
  });
  const labels = Array.from(indices, (index) => dataset.train.labels[index]!);
  return referenceNetwork(
    network,
    weights,
    tensor(indices.length, height, width, channels, pixels),
    labels,
    options,
  );
}

/** A whole run with measures: its metrics by name, each a map from step to value, and its artifacts. */
export async function trainMeasured(input: RunConfigInput, measures: readonly MeasureInput[]) {
  const metrics = new Map<string, Map<number, number>>();
  const senses = new Map<string, { unit: string | null; direction: string | null }>();
  const artifacts: TrainArtifact[] = [];
  const result = await trainRun({
    config: toyConfig(toy, input),
    recording: resolveRecording({ telemetryEverySteps: 0, measures }),
    engine: await openEngine('auto'),
    dataset: toy,
    sink: {
      define: (name, sense) => void senses.set(name, sense),
      log(step, values) {
        for (const [name, value] of Object.entries(values)) {
          const series = metrics.get(name) ?? new Map<number, number>();
          metrics.set(name, series.set(step, value));
        }
      },
      flush: () => {},
      artifact: (artifact) => void artifacts.push(artifact),
    },
  });
  return { result, metrics, senses, artifacts };
}
