import { describe, expect, it } from 'vitest';
import {
  configHash,
  describeNetwork,
  type LayerInput,
  layerText,
  type RunConfigInput,
  resolveConfig,
  toEngineNetwork,
} from '../../../src/config/index.ts';
import { digitFacts, digits } from './facts.ts';

const configOf = (input: RunConfigInput) => resolveConfig(input, digitFacts);
const layersOf = (input: RunConfigInput) => configOf(input).layers.map(layerText);
const described = (input: RunConfigInput) =>
  describeNetwork(toEngineNetwork(configOf(input), digits.shape, digits.classes));
const conv = (filters: number, rest: Partial<Extract<LayerInput, { type: 'conv' }>> = {}): LayerInput => ({
  type: 'conv',
  filters,
  kernel: 3,
  padding: 'same',
  ...rest,
});
const ending = ['flatten', { type: 'dense', units: 'classes' }] as const;

describe('residual blocks', () => {
  it('are named by their number where they begin, also inside of each other', () => {
    const layers: LayerInput[] = [
      { type: 'residual', layers: [conv(1), { type: 'residual', layers: ['relu'] }] },
      { type: 'residual', name: 'third', layers: ['tanh'] },
      ...ending,
    ];
    expect(layersOf({ layers })).toEqual([
      'residual1-begin',
      'conv1 1@3x3/1 same',
      'residual2-begin',
      'activation1 relu',
      'residual2',
      'residual1',
      'third-begin',
      'activation2 tanh',
      'third',
      'flatten1',
      'dense1 10',
    ]);
  });

  it('add their input as it is where shapes agree, else through a 1×1 convolution without bias', () => {
    const layers: LayerInput[] = [
      conv(4),
      { type: 'residual', layers: [conv(4)] },
      { type: 'residual', layers: [conv(6, { stride: 2 })] },
      ...ending,
    ];
    const ends = described({ layers }).layers.filter(({ type }) => type === 'residualEnd');
    expect(ends).toEqual([
      expect.objectContaining({ outputShape: [28, 28, 4], parameters: 0, multiplyAdds: 0, projection: null }),
      expect.objectContaining({
        outputShape: [14, 14, 6],
        parameters: 4 * 6,
        multiplyAdds: 14 * 14 * 4 * 6,
        projection: { inputShape: [28, 28, 4], stride: [2, 2] },
      }),
    ]);
  });

  it('project values by a dense layer without bias', () => {
    const layers: LayerInput[] = [
      'flatten',
      { type: 'residual', layers: [{ type: 'dense', units: 30 }, 'relu'] },
      { type: 'dense', units: 'classes' },
    ];
    expect(described({ layers }).parameters).toBe(784 * 30 + 30 + 784 * 30 + 310);
  });

  it('take the bias from a layer before batch norm inside, not from one before the block', () => {
    const layers: LayerInput[] = [
      conv(2),
      { type: 'residual', layers: ['batchNorm', 'relu', conv(2), 'batchNorm'] },
      ...ending,
    ];
    expect(configOf({ layers }).layers.flatMap((layer) => ('bias' in layer ? [layer.bias] : []))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    [
      [{ type: 'residual', layers: [conv(2, { padding: 'valid' })] }, ...ending],
      'layers[2] ("residual1") must have a block whose output a 1×1 convolution with a stride can reach from ' +
        'an image of 28×28×1, got an image of 26×26×2; use padding "same" inside of the block',
    ],
    [
      [
        { type: 'residual', layers: ['flatten'] },
        { type: 'dense', units: 'classes' },
      ],
      'layers[2] ("residual1") must have a block whose output a 1×1 convolution with a stride can reach from ' +
        'an image of 28×28×1, got 784 values',
    ],
    [
      ['flatten', { type: 'residual', layers: [{ type: 'dense', units: 'classes' }] }],
      'layers[3] must be dense with 10 units, one a class (the last layer gives the logits), got residualEnd',
    ],
  ] as [LayerInput[], string][])('are refused where no shortcut fits: %j', (layers, message) => {
    expect(() => configOf({ layers })).toThrow(message);
  });
});

describe('deep networks', () => {
  it('are the same layers plain and residual, but for the shortcuts', () => {
    const plain = layersOf({ architecture: 'deep-conv', depth: 6 });
    const residual = layersOf({ architecture: 'deep-conv', depth: 6, residual: true });
    expect(residual.filter((layer) => !layer.startsWith('residual'))).toEqual(plain);
    expect(residual).toEqual([
      'conv1 16@3x3/1 same',
      'activation1 relu',
      'pool1 max 2x2/2 valid',
      'residual1-begin',
      'conv2 16@3x3/1 same',
      'activation2 relu',
      'conv3 16@3x3/1 same',
      'residual1',
      'activation3 relu',
      'residual2-begin',
      'conv4 16@3x3/1 same',
      'activation4 relu',
      'conv5 16@3x3/1 same',
      'residual2',
      'activation5 relu',
      'pool2 max 2x2/2 valid',
      'residual3-begin',
      'conv6 16@3x3/1 same',
      'residual3',
      'activation6 relu',
      'flatten1',
      'dense1 10',
    ]);
  });

  it('keep batch norm before the activation inside of the block, and after it behind the sum', () => {
    expect(
      layersOf({ architecture: 'deep', depth: 3, residual: true, batchNorm: 'before' }).slice(4, 12),
    ).toEqual([
      'residual1-begin',
      'dense2 100',
      'batchNorm2',
      'activation2 relu',
      'dense3 100',
      'batchNorm3',
      'residual1',
      'activation3 relu',
    ]);
    expect(
      layersOf({ architecture: 'deep', depth: 2, residual: true, batchNorm: 'after' }).slice(4, 9),
    ).toEqual(['residual1-begin', 'dense2 100', 'residual1', 'activation2 relu', 'batchNorm2']);
  });

  it.each([2, 4, 8, 16, 32])('of depth %i have as many parameters residual as plain', (depth) => {
    for (const architecture of ['deep', 'deep-conv'] as const) {
      const plain = described({ architecture, depth });
      expect(described({ architecture, depth, residual: true }).parameters).toBe(plain.parameters);
      expect(plain.layers.filter(({ type }) => type === 'conv' || type === 'dense')).toHaveLength(depth + 1);
    }
  });

  it('see the same number of values in the last layer whatever halves their maps, with a projection where a block does', () => {
    const flat = (pool: 'max' | 'avg' | 'strided') =>
      described({ architecture: 'deep-conv', depth: 8, pool, residual: true });
    for (const pool of ['max', 'avg', 'strided'] as const) {
      expect(flat(pool).layers.at(-2)!.outputShape).toEqual([7 * 7 * 16]);
    }
    expect(flat('strided').layers.flatMap(({ projection }) => (projection ? [projection] : []))).toEqual([
      { inputShape: [14, 14, 16], stride: [2, 2] },
    ]);
    expect(described({ architecture: 'deep-conv', pool: 'none' }).layers.at(-2)!.outputShape).toEqual([
      28 * 28 * 16,
    ]);
  });
});

describe('kernels, strides, padding and pooling of presets', () => {
  it('give the maps of lenet5 the same sizes with a strided convolution in place of pooling', () => {
    const shapes = (pool: 'max' | 'strided') =>
      described({ pool }).layers.flatMap(({ type, outputShape }) =>
        type === 'flatten' ? [outputShape] : [],
      );
    expect(shapes('strided')).toEqual(shapes('max'));
    expect(layersOf({ pool: 'strided' }).slice(0, 3)).toEqual([
      'conv1 6@5x5/2 same',
      'activation1 relu',
      'conv2 16@5x5/2 valid',
    ]);
  });

  it('leave pooling out, with the second squashing of lenet5-1998', () => {
    expect(layersOf({ pool: 'none', filters: [2, 3] }).slice(0, 5)).toEqual([
      'conv1 2@5x5/1 same',
      'activation1 relu',
      'conv2 3@5x5/1 valid',
      'activation2 relu',
      'flatten1',
    ]);
    expect(layersOf({ architecture: 'lenet5-1998', pool: 'none' }).slice(0, 3)).toEqual([
      'conv1 6@5x5/1 same',
      'activation1 scaledTanh',
      'conv2 16@5x5/1 valid',
    ]);
  });

  it('take a stride and a padding, for every convolution or one by one', () => {
    expect(layersOf({ stride: [2, 1], padding: 'same' }).filter((layer) => layer.startsWith('conv'))).toEqual(
      ['conv1 6@5x5/2 same', 'conv2 16@5x5/1 same'],
    );
    expect(() => configOf({ stride: [2] })).toThrow(
      'stride must have 2 values, one for each convolution, got [2]',
    );
    expect(() => configOf({ architecture: 'lenet4', padding: 'same' })).toThrow(
      'padding is no option of lenet4',
    );
    expect(() => configOf({ architecture: 'deep-conv', kernel: [3, 5] })).toThrow(
      'kernel must be one integer for all convolutions of deep-conv, got [3,5]',
    );
  });

  it('are shorthand: the same layers have the same hash however they were written', () => {
    expect(configHash(configOf({ stride: 1, padding: 'valid', architecture: 'article' }))).toBe(
      configHash(configOf({ architecture: 'article' })),
    );
    expect(configHash(configOf({ architecture: 'deep', residual: false }))).toBe(
      configHash(configOf({ architecture: 'deep' })),
    );
  });
});
