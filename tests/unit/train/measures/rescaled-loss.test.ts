import { describe, expect, it } from 'vitest';
import { HEADS } from '../../../../src/config/index.ts';
import { rescaledLoss, uniformLoss } from '../../../../src/train/measures/rescaled-loss.ts';
import { measuring } from '../../../support/measuring.ts';

describe('the rescaled loss', () => {
  it.each(HEADS)('of %s is 1 where every output is 1 / classes', async (head) => {
    const bias = head.startsWith('sigmoid') ? Math.log(1 / 2) : 1 / 3; // σ(ln ½) = ⅓
    const context = await measuring({ architecture: 'logreg', head }, (initial) =>
      initial.map((_, i) => (i >= initial.length - 3 ? bias : 0)),
    );
    const loss = await rescaledLoss(context, context.model, context.data.train, context.trainIndices);
    expect(loss).toBeCloseTo(1, 6);
    context.close();
  });

  it('has scales known in closed form', () => {
    expect(uniformLoss('softmax+ce', 10)).toBeCloseTo(Math.LN10, 12);
    expect(uniformLoss('softmax+mse', 10)).toBeCloseTo(0.09, 12);
    expect(uniformLoss('sigmoid+bce', 10)).toBeCloseTo(-Math.log(0.1) - 9 * Math.log(0.9), 12);
  });
});
