/**
 * A network that is trained a little at a time, on whatever engine it is given. Digits are held out of the training
 * part for validation as in a run; those of the test part are only ever shown to it by hand.
 */
import { epochOrder } from '../../../src/data/order.ts';
import { splitTraining } from '../../../src/data/split.ts';
import type { Dataset, Engine, Model } from '../../../src/engine/contract.ts';
import { CLASSES, type Digits, SIDE } from './digits.ts';
import { type NetworkSettings, networkOf, trainingOf } from './settings.ts';

const SHAPE = { height: SIDE, width: SIDE, channels: 1 };
export const VALIDATION_SIZE = 1000;
/** Validation while training looks at so many, to be quick; at the end of an epoch at all. */
const QUICK_VALIDATION = 300;
/** Units of a dense first layer that are shown. */
const MOST_FILTERS = 16;

export interface Chunk {
  /** steps taken since the start, after this chunk */
  readonly step: number;
  readonly epoch: number;
  /** of each step of the chunk */
  readonly losses: Float32Array;
  /** over the chunk, in training mode */
  readonly trainAccuracy: number;
  readonly divergedAt: number | null;
}

export interface Score {
  readonly step: number;
  /** digits looked at */
  readonly n: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Weights of the first layer as pictures. */
export interface Filters {
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  /** of how many units these are some */
  readonly of: number;
  /** one a unit, (height, width) row-major */
  readonly weights: readonly Float32Array[];
}

export class Trainer {
  readonly #engine: Engine;
  readonly #digits: Digits;
  readonly #settings: NetworkSettings;
  readonly #data: Dataset;
  readonly #model: Model;
  readonly #train: Uint32Array;
  readonly #validation: Uint32Array;
  #order: Uint32Array = new Uint32Array();
  #at = 0;
  #epoch = 0;
  #step = 0;
  learningRate: number;

  constructor(engine: Engine, digits: Digits, settings: NetworkSettings) {
    this.#engine = engine;
    this.#digits = digits;
    this.#settings = settings;
    this.learningRate = settings.learningRate;
    const { images, labels } = digits.train;
    const sizes = { trainSize: labels.length - VALIDATION_SIZE, validationSize: VALIDATION_SIZE };
    const { train, validation } = splitTraining(labels, { ...sizes, seed: settings.seed });
    this.#train = train;
    this.#validation = validation;
    this.#data = engine.load(images, labels, SHAPE);
    this.#model = engine.build(networkOf(settings), trainingOf(settings), settings.seed);
  }

  get parameterCount(): number {
    return this.#model.snapshotSize;
  }

  get stepsPerEpoch(): number {
    return Math.ceil(this.#train.length / this.#settings.batchSize);
  }

  /** Takes up to `steps` steps, at most to the end of the epoch. */
  async advance(steps: number): Promise<Chunk> {
    const { batchSize, seed } = this.#settings;
    if (this.#at === this.#order.length) {
      const options = {
        seed,
        epoch: this.#epoch,
        shuffle: 'reshuffle',
        lastBatch: 'keep',
        batchSize,
      } as const;
      this.#order = epochOrder(this.#train, options);
      this.#at = 0;
    }
    const part = this.#order.subarray(this.#at, this.#at + steps * batchSize);
    const rates = new Float32Array(Math.ceil(part.length / batchSize)).fill(this.learningRate);
    const { losses, correct, divergedAt } = await this.#model.train(this.#data, part, rates);
    this.#at += part.length;
    const taken = divergedAt ?? losses.length;
    this.#step += taken;
    if (this.#at === this.#order.length) this.#epoch += 1;
    const right = correct.reduce((sum, one) => sum + one, 0);
    return {
      step: this.#step,
      epoch: this.#epoch,
      losses: losses.slice(0, taken),
      trainAccuracy: right / part.length,
      divergedAt: divergedAt === null ? null : this.#step,
    };
  }

  /** On the validation digits; `quick`: on the first some of them. */
  async validate(quick: boolean): Promise<Score> {
    const indices = quick ? this.#validation.subarray(0, QUICK_VALIDATION) : this.#validation;
    const { loss, accuracy } = await this.#model.evaluate(this.#data, indices);
    return { step: this.#step, n: indices.length, loss, accuracy };
  }

  /** Probabilities of the ten classes for one image of (28, 28) bytes. */
  async read(pixels: Uint8Array): Promise<Float32Array> {
    const data = this.#engine.load(pixels, Uint8Array.of(0), SHAPE);
    try {
      return (await this.#model.predict(data, Uint32Array.of(0))).slice(0, CLASSES);
    } finally {
      data.close();
    }
  }

  /** Digits of the test part, by index. */
  testDigit(index: number): { pixels: Uint8Array; label: number } {
    const { images, labels } = this.#digits.test;
    const size = SIDE * SIDE;
    return { pixels: images.slice(index * size, (index + 1) * size), label: labels[index]! };
  }

  filters(): Filters {
    const first = this.#model.parameters.find(({ name }) => name === 'weights')!;
    const conv = first.shape.length === 4;
    const [height, width] = conv ? [first.shape[0]!, first.shape[1]!] : [SIDE, SIDE];
    const units = first.shape.at(-1)!;
    const weights = this.#model.snapshot().subarray(first.offset, first.offset + first.size);
    // (kh, kw, 1, units) and (pixels, units): a unit's weights lie `units` apart
    const of = (unit: number) =>
      Float32Array.from({ length: height * width }, (_, i) => weights[i * units + unit]!);
    return {
      layer: first.layer,
      height,
      width,
      of: units,
      weights: Array.from({ length: Math.min(units, MOST_FILTERS) }, (_, unit) => of(unit)),
    };
  }

  close(): void {
    this.#model.close();
    this.#data.close();
  }
}
