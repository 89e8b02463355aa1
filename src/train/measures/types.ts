/** What a measure sees of a run, and what it gives. */
import type { MeasureName, MeasureRequestOf, ResolvedNetwork, RunConfig } from '../../config/index.ts';
import type { ImageDataset } from '../../data/index.ts';
import type { Engine, Model, Normalization, ResolvedTraining } from '../../engine/contract.ts';
import type { LoadedDataset } from '../data-cache.ts';
import type { MetricSense } from '../types.ts';

/** The same for every measure of a run. */
export interface MeasuredRun {
  readonly config: RunConfig;
  readonly network: ResolvedNetwork;
  readonly training: ResolvedTraining;
  readonly engine: Engine;
  readonly dataset: ImageDataset;
  readonly normalization: Normalization;
  readonly data: LoadedDataset;
  /** indices into the training part of the images trained on */
  readonly trainIndices: Uint32Array;
  /** indices into the training part of the images held out */
  readonly validationIndices: Uint32Array;
}

export interface MeasureContext extends MeasuredRun {
  /** updates that the weights have seen */
  readonly step: number;
  /** the weights measured, in the snapshot layout; not to be written to */
  readonly weights: Float32Array;
  /** a second model of the same network, at these weights: a measure may do to it what it likes */
  readonly model: Model;
}

export interface Quantity extends MetricSense {
  readonly value: number;
}

export interface Measured {
  /** by the last part of the metric's name; what is not finite is not logged */
  readonly quantities: Readonly<Record<string, Quantity>>;
  /** what a picture needs, as JSON; absent: nothing more than the quantities */
  readonly details?: unknown;
}

export interface Measure<N extends MeasureName> {
  /** @throws RangeError before any training, where this network or config cannot be measured */
  check?(request: MeasureRequestOf<N>, run: Pick<MeasuredRun, 'config' | 'network' | 'dataset'>): void;
  measure(context: MeasureContext, request: MeasureRequestOf<N>): Promise<Measured>;
}

/** A ratio, a share of a norm, a loss over another: no unit, neither way better. */
export const plain = (value: number): Quantity => ({ value, unit: null, direction: null });
export const fraction = (value: number, direction: Quantity['direction'] = null): Quantity => ({
  value,
  unit: 'fraction',
  direction,
});
