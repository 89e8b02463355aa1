import { describe, expect, it } from 'vitest';
import type { ResolvedOptimizer } from '../../../src/config/optimizer.ts';
import { initialState, regularizedStep, step } from '../../../src/optimizers/index.ts';
import { RandomStream } from '../../../src/random/index.ts';

/** Parameters after each step, of one parameter that starts at `start`. */
function follow(
  optimizer: ResolvedOptimizer,
  gradients: number[],
  learningRate: number,
  start = 1,
): number[] {
  let state = initialState(optimizer, 1);
  let parameters = Float64Array.of(start);
  return gradients.map((gradient) => {
    const next = step(optimizer, state, parameters, Float64Array.of(gradient), learningRate);
    state = next.state;
    parameters = Float64Array.from(next.parameters);
    return parameters[0]!;
  });
}

const adam = { name: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 0.1, epsilonForm: 'plain' } as const;
const rmsprop = {
  name: 'rmsprop',
  rho: 0.75,
  momentum: 0,
  epsilon: 0.25,
  epsilonPlacement: 'inside',
  centered: false,
  biasCorrection: false,
} as const;
const adagrad = { name: 'adagrad', epsilon: 0, initialAccumulator: 16, epsilonPlacement: 'inside' } as const;

/** Each by hand from the equation: [case, optimizer, gradients, learning rate, parameters after each step from 1]. */
const BY_HAND: [string, ResolvedOptimizer, number[], number, number[]][] = [
  ['sgd', { name: 'sgd' }, [2, -4], 0.25, [0.5, 1.5]],
  // v: −.25·2 = −.5; .5·−.5 − .25·4 = −1.25; .5·−1.25 − 0 = −.625
  ['momentum', { name: 'momentum', momentum: 0.5 }, [2, 4, 0], 0.25, [0.5, -0.75, -1.375]],
  // the same v; steps μv − ηg: −.25 − .5; −.625 − 1; −.3125 − 0
  ['nesterov', { name: 'nesterov', momentum: 0.5 }, [2, 4, 0], 0.25, [0.25, -1.375, -1.6875]],
  // s: 16 + 9 = 25, 25 + 144 = 169; steps .5·3/5, .5·12/13
  ['adagrad', adagrad, [3, 12], 0.5, [0.7, 0.7 - 6 / 13]],
  [
    'adagrad with ε outside the root',
    { ...adagrad, epsilon: 1, epsilonPlacement: 'outside' },
    [3, 12],
    0.5,
    [1 - 1.5 / 6, 1 - 1.5 / 6 - 6 / 14],
  ],
  // s = .5·4 = 2; Δ = −√.25/√2.25·2 = −2/3; d = .5·4/9 = 2/9; s = 1 + .5·4 = 3; Δ = −√(17/36)/√3.25·2
  [
    'adadelta',
    { name: 'adadelta', rho: 0.5, epsilon: 0.25 },
    [2, 2],
    1,
    [1 / 3, 1 / 3 - (2 * Math.sqrt(17 / 36)) / Math.sqrt(3.25)],
  ],
  // s = .25·8² = 16 → √16.25; s = 12 + .25·4 = 13 → √13.25
  [
    'rmsprop',
    rmsprop,
    [8, 2],
    0.5,
    [1 - 4 / Math.sqrt(16.25), 1 - 4 / Math.sqrt(16.25) - 1 / Math.sqrt(13.25)],
  ],
  [
    'rmsprop with momentum and ε outside',
    { ...rmsprop, momentum: 0.5, epsilonPlacement: 'outside' },
    [8, 2],
    0.5,
    [1 - 4 / 4.25, 1 - 4 / 4.25 - (2 / 4.25 + 1 / (Math.sqrt(13) + 0.25))],
  ],
  // ḡ = 2 → 16 − 4 = 12; ḡ = 1.5 + .5 = 2 → 13 − 4 = 9
  [
    'centered rmsprop',
    { ...rmsprop, centered: true },
    [8, 2],
    0.5,
    [1 - 4 / Math.sqrt(12.25), 1 - 4 / Math.sqrt(12.25) - 1 / Math.sqrt(9.25)],
  ],
  // ŝ = 16/.25 = 64; 13/(1 − .5625)
  [
    'rmsprop with bias correction',
    { ...rmsprop, biasCorrection: true },
    [8, 2],
    0.5,
    [1 - 4 / Math.sqrt(64.25), 1 - 4 / Math.sqrt(64.25) - 1 / Math.sqrt(13 / 0.4375 + 0.25)],
  ],
  // first step: m̂ = g, v̂ = g²: η·2/(2 + .1). then m = .18 − .4 = −.22, m̂ = −.22/.19; v = .0396 + .16, v̂ = .1996/.0199
  [
    'adam',
    adam,
    [2, -4],
    0.5,
    [1 - 1 / 2.1, 1 - 1 / 2.1 + (0.5 * (0.22 / 0.19)) / (Math.sqrt(0.1996 / 0.0199) + 0.1)],
  ],
  // η√.01/.1 · .2/(√.04 + .1); then η√.0199/.19 · −.22/(√.1996 + .1)
  [
    'adam in its hat form',
    { ...adam, epsilonForm: 'hat' },
    [2, -4],
    0.5,
    [
      1 - (0.5 * 0.2) / 0.3,
      1 - (0.5 * 0.2) / 0.3 + (((0.5 * Math.sqrt(0.0199)) / 0.19) * 0.22) / (Math.sqrt(0.1996) + 0.1),
    ],
  ],
  // u = 2, then max(.99·2, 1) = 1.98; m = .2, then .18 + .1 = .28
  [
    'adamax',
    { name: 'adamax', beta1: 0.9, beta2: 0.99, epsilon: 0.1 },
    [2, 1],
    0.5,
    [1 - 0.1 / (0.1 * 2.1), 1 - 0.1 / 0.21 - 0.14 / (0.19 * 2.08)],
  ],
  // v = 8, then 4 (max stays 8), corrections .5 and .75; β₁ 0: m = g
  [
    'amsgrad',
    { name: 'amsgrad', beta1: 0, beta2: 0.5, epsilon: 1 },
    [4, 0.5],
    0.5,
    [1 - 2 / 5, 1 - 2 / 5 - 0.25 / (Math.sqrt(8 / 0.75) + 1)],
  ],
  // ψ = 0: μ = β₁/2 = .4 at every step; m = .4, v̂ = 4
  // t = 1: m̂ = .4·.4/(1 − .16) + .6·2/.6; t = 2: m = .32 + .2 = .52, m̂ = .4·.52/(1 − .064) + .6·1/.84
  [
    'nadam',
    { name: 'nadam', beta1: 0.8, beta2: 0.5, epsilon: 1, scheduleDecay: 0 },
    [2, 1],
    0.5,
    [
      1 - (0.5 * (0.16 / 0.84 + 2)) / 3,
      1 -
        (0.5 * (0.16 / 0.84 + 2)) / 3 -
        (0.5 * ((0.4 * 0.52) / 0.936 + 0.6 / 0.84)) / (Math.sqrt(1.5 / 0.75) + 1),
    ],
  ],
  // m = .5·2 = 1; c = .75·1 − .25·2 > 0; m = .5 − 1 = −.5; c = .75·−.5 + .25·1.5 = 0
  ['lion', { name: 'lion', beta1: 0.75, beta2: 0.5 }, [2, -2, 1.5], 0.25, [0.75, 0.5, 0.5]],
];

const BY_NAME = BY_HAND.map(([, optimizer]) => optimizer);

describe('step', () => {
  it.each(BY_HAND)('of %s follows its equation', (_, optimizer, gradients, learningRate, expected) => {
    const got = follow(optimizer, gradients, learningRate);
    for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 13);
  });

  it('has a case by hand for every optimizer', () => {
    expect(new Set(BY_NAME.map(({ name }) => name)).size).toBe(11);
  });

  it('of nadam follows its momentum schedule', () => {
    const optimizer = { name: 'nadam', beta1: 0.8, beta2: 0, epsilon: 0, scheduleDecay: 1 } as const;
    const mu = [0, 1, 2, 3].map((t) => 0.8 * (1 - 0.5 * 0.96 ** t));
    // β₂ 0: √v̂ = |g| = 1; m = .2, .36
    const first = (mu[2]! * 0.2) / (1 - mu[1]! * mu[2]!) + 1;
    const second = (mu[3]! * 0.36) / (1 - mu[1]! * mu[2]! * mu[3]!) + (1 - mu[2]!) / (1 - mu[1]! * mu[2]!);
    const got = follow(optimizer, [1, 1], 0.5);
    expect(got[0]).toBeCloseTo(1 - 0.5 * first, 13);
    expect(got[1]).toBeCloseTo(1 - 0.5 * first - 0.5 * second, 13);
  });

  it.each(BY_NAME)('of $name changes nothing that it was given and treats elements alone', (optimizer) => {
    const parameters = Float64Array.of(1, -2);
    const gradient = Float64Array.of(0.5, -3);
    const before = initialState(optimizer, 2);
    const kept = structuredClone({ before, parameters, gradient });
    const both = step(optimizer, before, parameters, gradient, 0.1);
    expect({ before, parameters, gradient }).toEqual(kept);
    expect(both.state.t).toBe(1);
    expect([...both.parameters]).toEqual([
      follow(optimizer, [0.5], 0.1, 1)[0],
      follow(optimizer, [-3], 0.1, -2)[0],
    ]);
  });

  it('refuses a gradient of another length', () => {
    const optimizer = { name: 'sgd' } as const;
    const state = initialState(optimizer, 2);
    expect(() => step(optimizer, state, new Float64Array(2), new Float64Array(3), 1)).toThrow(
      /expected 2, got 3/,
    );
  });
});

describe('rules that coincide', () => {
  const stream = new RandomStream(1, 'gradients');
  const gradients = Array.from({ length: 50 }, () => stream.normal());

  it('adam without β₁ is rmsprop with bias correction, ε outside the root, to the last bit', () => {
    const left = follow({ ...adam, beta1: 0 }, gradients, 0.01);
    const right = follow(
      { ...rmsprop, rho: 0.99, epsilon: 0.1, epsilonPlacement: 'outside', biasCorrection: true },
      gradients,
      0.01,
    );
    expect(left).toEqual(right);
  });

  it.each(['momentum', 'nesterov'] as const)('%s without momentum is sgd', (name) => {
    expect(follow({ name, momentum: 0 }, gradients, 0.01)).toEqual(follow({ name: 'sgd' }, gradients, 0.01));
  });

  it('amsgrad is adam while the squared gradients grow', () => {
    const growing = gradients.map((g, i) => Math.sign(g) * (i + 1));
    expect(follow({ name: 'amsgrad', beta1: 0.9, beta2: 0.99, epsilon: 0.1 }, growing, 0.01)).toEqual(
      follow(adam, growing, 0.01),
    );
  });

  it('the hat form of adam is the plain one with ε divided by √(1−β₂ᵗ)', () => {
    const hat = follow({ ...adam, epsilonForm: 'hat' }, [3], 0.01)[0]!;
    const plain = follow({ ...adam, epsilon: 0.1 / Math.sqrt(1 - 0.99) }, [3], 0.01)[0]!;
    expect(hat).toBeCloseTo(plain, 14);
  });

  it('adam, rmsprop with ε 0 and lion do not feel the scale of the loss', () => {
    const scaled = gradients.map((g) => g * 1024);
    for (const optimizer of [
      { ...adam, epsilon: 0 },
      { ...rmsprop, epsilon: 0 },
      { name: 'lion', beta1: 0.9, beta2: 0.99 } as const,
    ]) {
      expect(follow(optimizer, scaled, 0.01)).toEqual(follow(optimizer, gradients, 0.01));
    }
  });
});

describe('regularizedStep', () => {
  const parameters = Float64Array.of(2, -1);
  const gradient = Float64Array.of(3, 4);
  const run = (
    optimizer: ResolvedOptimizer,
    mode: 'none' | 'l2' | 'decoupled',
    clipNorm: number | null = null,
  ) => {
    const state = initialState(optimizer, 2);
    const weightDecay = { mode, lambda: 0.5 };
    return [
      ...regularizedStep(optimizer, { clipNorm, weightDecay }, state, parameters, gradient, 0.1).parameters,
    ];
  };

  it('adds λw to the gradient under l2 and shrinks the weights by ηλ under decoupled', () => {
    const sgd = { name: 'sgd' } as const;
    const expected = [2 - 0.1 * (3 + 1), -1 - 0.1 * (4 - 0.5)];
    for (const mode of ['l2', 'decoupled'] as const) {
      const got = run(sgd, mode);
      // for sgd both forms are the same step
      expect(got[0]).toBeCloseTo(expected[0]!, 14);
      expect(got[1]).toBeCloseTo(expected[1]!, 14);
    }
  });

  it('keeps decoupled decay out of adam’s averages', () => {
    const plain = run({ ...adam, epsilon: 0 }, 'none');
    const decoupled = run({ ...adam, epsilon: 0 }, 'decoupled');
    const l2 = run({ ...adam, epsilon: 0 }, 'l2');
    expect(decoupled[0]! - plain[0]!).toBeCloseTo(-0.1 * 0.5 * 2, 14);
    expect(decoupled[1]! - plain[1]!).toBeCloseTo(0.1 * 0.5 * 1, 14);
    // adam's first step is η·sign(g): coupled decay is lost in it
    expect(l2[0]).toBeCloseTo(plain[0]!, 14);
  });

  it('clips the data gradient by its global norm before decay is added', () => {
    const clipped = run({ name: 'sgd' }, 'l2', 2.5);
    expect(clipped[0]).toBeCloseTo(2 - 0.1 * (1.5 + 1), 14);
    expect(clipped[1]).toBeCloseTo(-1 - 0.1 * (2 - 0.5), 14);
    expect(run({ name: 'sgd' }, 'none', 5)).toEqual(run({ name: 'sgd' }, 'none'));
  });
});
