import { describe, expect, it } from 'vitest';
import { matchedWidth, networkSize } from '../../../src/index.ts';

const mlp = (width: number) => ({ architecture: 'mlp' as const, units: [width] });
const lenet5 = { architecture: 'lenet5' } as const;

describe('matchedWidth', () => {
  it('finds the MLP with as many parameters as LeNet-5: 795 h + 10 next to 61,706', () => {
    expect(matchedWidth(lenet5, mlp)).toBe(78);
    expect(networkSize(mlp(78), 'parameters')).toBe(795 * 78 + 10);
  });

  it('finds the MLP with as many multiply-adds: 794 h next to 416,520', () => {
    expect(networkSize(lenet5, 'multiplyAdds')).toBe(416_520);
    expect(matchedWidth(lenet5, mlp, 'multiplyAdds')).toBe(525);
  });

  it('matches networks of any depth, plain and residual, within 5 % of the parameters', () => {
    for (const residual of [false, true]) {
      for (const depth of [2, 4, 8, 16, 32]) {
        const build = (width: number) => ({ architecture: 'deep-conv' as const, depth, width, residual });
        const width = matchedWidth(lenet5, build);
        const ratio = networkSize(build(width), 'parameters') / networkSize(lenet5, 'parameters');
        expect(Math.abs(ratio - 1), `depth ${depth}, width ${width}`).toBeLessThan(0.05);
      }
    }
  });

  it('keeps the dense size where pooling is left out, by fewer units', () => {
    const pooled = { architecture: 'lenet5', units: [120] } as const;
    const width = matchedWidth(pooled, (units) => ({ ...pooled, pool: 'none', units: [units] }));
    const difference =
      networkSize({ ...pooled, pool: 'none', units: [width] }, 'parameters') -
      networkSize(pooled, 'parameters');
    // a unit more or less is 24·24·16 weights from the maps, a bias and 10 weights to the classes
    expect(Math.abs(difference)).toBeLessThanOrEqual((24 * 24 * 16 + 11) / 2);
  });

  it('says so where even one unit is too many', () => {
    expect(() => matchedWidth({ architecture: 'logreg' }, (w) => mlp(1000 * w))).toThrow(
      'a width must give a network of about 7850 parameters, but width 1 has 795010 already; compare with a larger network',
    );
  });
});
