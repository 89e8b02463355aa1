import { describe, expect, it } from 'vitest';
import { generalization } from '../../../../src/train/measures/generalization.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

const network = {
  layers: [
    'flatten',
    { type: 'dense', units: 9 },
    'batchNorm',
    'relu',
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 'classes' },
  ],
} as const;

describe('measure generalization', () => {
  it('compares losses and accuracies of the same weights, without dropout and with running statistics', async () => {
    const context = await measuring(network, (initial) => initial.map((w, i) => w + 0.3 * Math.sin(i) ** 2));
    const { dataset, trainIndices, validationIndices, weights } = context;
    const asked = request({ name: 'generalization', at: 'end', split: 'validation' });
    const { quantities } = await generalization.measure(context, asked);
    const on = (indices: Uint32Array) => {
      const { loss, logits } = referenceOn(context, weights, indices, { evaluation: true });
      const right = [...indices].filter((image, i) => {
        const row = [...logits.data.subarray(3 * i, 3 * i + 3)];
        return row.indexOf(Math.max(...row)) === dataset.train.labels[image];
      });
      return { loss, accuracy: right.length / indices.length };
    };
    const [trained, unseen] = [on(trainIndices), on(validationIndices)];
    expect(quantities.train_loss!.value).toBeCloseTo(trained.loss, 5);
    expect(quantities.train_accuracy!.value).toBeCloseTo(trained.accuracy, 12);
    expect(quantities.held_out_loss!.value).toBeCloseTo(unseen.loss, 5);
    expect(quantities.held_out_accuracy!.value).toBeCloseTo(unseen.accuracy, 12);
    expect(quantities.loss_gap!.value).toBeCloseTo(unseen.loss - trained.loss, 5);
    expect(quantities.accuracy_gap!.value).toBeCloseTo(trained.accuracy - unseen.accuracy, 12);
    context.close();
  });
});
