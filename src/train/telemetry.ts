/** What happens inside the layers, measured on a fixed probe of validation images; reads only. */
import type { Dataset, Model, ParameterInfo } from '../engine/contract.ts';

/** Root mean square of `values[offset … offset + size)`; float64 sums. */
export function rms(values: Float32Array, { offset, size }: { offset: number; size: number }): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum / size);
}

/** Before a step: gradients and signals on the probe, and the weights themselves. */
export async function layerMetrics(
  model: Model,
  data: Dataset,
  probe: Uint32Array,
): Promise<{ readonly metrics: Record<string, number>; readonly weights: Float32Array }> {
  const { gradients, layers } = await model.probe(data, probe);
  const weights = model.snapshot();
  const metrics: Record<string, number> = {};
  for (const tensor of weightTensors(model.parameters)) {
    metrics[`gradient_rms/${tensor.layer}`] = rms(gradients, tensor);
    metrics[`weight_rms/${tensor.layer}`] = rms(weights, tensor);
  }
  for (const signals of layers) {
    const add = (name: string, value: number | null) => {
      if (value !== null) metrics[`${name}/${signals.layer}`] = value;
    };
    add('signal_rms', signals.signalRms);
    add('activation_mean', signals.activationMean);
    add('activation_sd', signals.activationSd);
    add('dead_fraction', signals.deadFraction);
    add('saturated_fraction', signals.saturatedFraction);
  }
  return { metrics, weights };
}

/** After the step: RMS of the update over RMS of the weights before it, per layer; left out where those are 0. */
export function updateRatios(
  parameters: readonly ParameterInfo[],
  before: Float32Array,
  after: Float32Array,
): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const tensor of weightTensors(parameters)) {
    const scale = rms(before, tensor);
    if (scale > 0) ratios[`update_ratio/${tensor.layer}`] = rmsOfUpdate(before, after, tensor) / scale;
  }
  return ratios;
}

/** Of the differences as float32, as if they had been stored. */
function rmsOfUpdate(
  before: Float32Array,
  after: Float32Array,
  { offset, size }: { offset: number; size: number },
): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) {
    const difference = Math.fround(after[i]! - before[i]!);
    sum += difference * difference;
  }
  return Math.sqrt(sum / size);
}

function weightTensors(parameters: readonly ParameterInfo[]): readonly ParameterInfo[] {
  return parameters.filter(({ name }) => name === 'weights');
}
