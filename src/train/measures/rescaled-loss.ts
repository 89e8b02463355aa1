/**
 * Losses made comparable: 1 at the uniform answer, 0 at the perfect one. What is measured of the rescaled loss does
 * not change when a loss is multiplied by a constant, so that its units decide nothing.
 */
import type { Head, ResolvedNetwork } from '../../config/index.ts';
import type { Dataset, Model } from '../../engine/contract.ts';
import type { MeasureContext } from './types.ts';

/** The head's loss where every one of its `classes` outputs is 1 / classes, whatever the label. */
export function uniformLoss(head: Head, classes: number): number {
  const p = 1 / classes;
  switch (head) {
    case 'softmax+ce':
      return -Math.log(p);
    case 'sigmoid+bce':
      return -Math.log(p) - (classes - 1) * Math.log1p(-p);
    case 'softmax+mse':
    case 'sigmoid+mse':
    case 'linear+mse':
      return ((1 - p) ** 2 + (classes - 1) * p * p) / classes;
    default:
      return head satisfies never;
  }
}

export function lossScale({ head, classes }: ResolvedNetwork): number {
  return 1 / uniformLoss(head, classes);
}

/**
 * Mean data loss of the model as it is, rescaled. Under batch norm with the statistics of these images: running ones
 * belong to other weights as soon as the weights are moved.
 */
export async function rescaledLoss(
  { network }: Pick<MeasureContext, 'network'>,
  model: Model,
  data: Dataset,
  indices: Uint32Array,
): Promise<number> {
  const normalizes = network.layers.some(({ type }) => type === 'batchNorm');
  const { loss } = normalizes ? await model.probe(data, indices) : await model.evaluate(data, indices);
  return loss * lossScale(network);
}
