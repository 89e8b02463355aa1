import { describe, expect, it } from 'vitest';
import {
  describeNetwork,
  layerText,
  type RunConfigInput,
  resolveConfig,
  toEngineNetwork,
} from '../../../src/config/index.ts';
import { digitFacts, digits, factsWith } from './facts.ts';

const described = (input: RunConfigInput) =>
  describeNetwork(toEngineNetwork(resolveConfig(input, digitFacts), digits.shape, digits.classes));
const layersOf = (input: RunConfigInput) => resolveConfig(input, digitFacts).layers.map(layerText);

describe('presets', () => {
  it.each([
    // counted by hand: conv k·k·in·out + out, dense in·out + out, trainable subsampling 2 a channel
    ['lenet1', 104 + 1212 + 1930],
    ['lenet4', 104 + 1616 + 48_120 + 1210],
    ['lenet5', 61_706],
    ['lenet5-1998', 61_706 + 2 * 6 + 2 * 16],
    ['article', 1_669_002],
    ['2c2d', 3_274_634],
    ['mlp', 235_500 + 30_100 + 1010],
    ['logreg', 7850],
    ['deep', 78_500 + 4 * 10_100 + 1010],
    ['deep-conv', 160 + 4 * 2320 + 7 * 7 * 16 * 10 + 10],
  ] as const)('%s has %i parameters', (architecture, parameters) => {
    expect(described({ architecture }).parameters).toBe(parameters);
  });

  it('gives output shapes and multiply-adds layer by layer', () => {
    const { layers, multiplyAdds } = described({ architecture: 'lenet5' });
    expect(layers.map(({ outputShape }) => outputShape.join('x'))).toEqual([
      '28x28x6',
      '28x28x6',
      '14x14x6',
      '10x10x16',
      '10x10x16',
      '5x5x16',
      '400',
      '120',
      '120',
      '84',
      '84',
      '10',
    ]);
    expect(multiplyAdds).toBe(28 * 28 * 150 + 100 * 2400 + 400 * 120 + 120 * 84 + 840);
  });

  it('lays lenet5 out with its options', () => {
    expect(
      layersOf({
        pool: 'avg',
        activation: 'tanh',
        kernel: [3, 5],
        filters: [4, 8],
        units: [50],
        dropout: 0.5,
      }),
    ).toEqual([
      'conv1 4@3x3/1 same',
      'activation1 tanh',
      'pool1 avg 2x2/2 valid',
      'conv2 8@5x5/1 valid',
      'activation2 tanh',
      'pool2 avg 2x2/2 valid',
      'flatten1',
      'dense1 50',
      'activation3 tanh',
      'dropout1 0.5',
      'dense2 10',
    ]);
  });

  it('leaves the dense layer of article without activation and drops after it', () => {
    expect(layersOf({ architecture: 'article', dropout: 0.4 }).slice(-4)).toEqual([
      'flatten1',
      'dense1 1024',
      'dropout1 0.4',
      'dense2 10',
    ]);
  });

  it('puts batch norm before or after each activation, and takes the bias away only where it follows directly', () => {
    const biases = (batchNorm: 'before' | 'after') =>
      resolveConfig({ batchNorm }, digitFacts).layers.flatMap((layer) =>
        'bias' in layer ? [layer.bias] : [],
      );
    expect(layersOf({ batchNorm: 'before' }).slice(0, 3)).toEqual([
      'conv1 6@5x5/1 same',
      'batchNorm1',
      'activation1 relu',
    ]);
    expect(layersOf({ batchNorm: 'after' }).slice(0, 3)).toEqual([
      'conv1 6@5x5/1 same',
      'activation1 relu',
      'batchNorm1',
    ]);
    expect(biases('before')).toEqual([false, false, false, false, true]);
    expect(biases('after')).toEqual([true, true, true, true, true]);
  });

  it('squashes after subsampling too in lenet5-1998', () => {
    expect(layersOf({ architecture: 'lenet5-1998' }).slice(0, 4)).toEqual([
      'conv1 6@5x5/1 same',
      'activation1 scaledTanh',
      'pool1 scaledAvg 2x2/2 valid',
      'activation2 scaledTanh',
    ]);
  });

  it('takes 28×28 images as 32×32 with a border of zeros in lenet4, 32×32 as they are, and no other', () => {
    const first = (side: number) =>
      layerText(
        resolveConfig(
          { architecture: 'lenet4' },
          factsWith({ shape: { height: side, width: side, channels: 1 } }),
        ).layers[0]!,
      );
    expect(first(28)).toBe('conv1 4@5x5/1 same');
    expect(first(32)).toBe('conv1 4@5x5/1 valid');
    expect(() => first(30)).toThrow(
      'architecture "lenet4" must have images of 32×32 pixels (28×28 are padded to it), got 30×30',
    );
  });

  it('follows the channels and classes of the dataset', () => {
    const facts = factsWith({ shape: { height: 32, width: 32, channels: 3 }, classes: 4 });
    const config = resolveConfig({ architecture: 'lenet5' }, facts);
    expect(describeNetwork(toEngineNetwork(config, facts('').shape, 4)).parameters).toBe(
      75 * 6 + 6 + (150 * 16 + 16) + (6 * 6 * 16 * 120 + 120) + (120 * 84 + 84) + (84 * 4 + 4),
    );
  });

  it.each([
    [
      { architecture: 'logreg', activation: 'relu' },
      'activation is no option of logreg (it has no options), got "relu"',
    ],
    [
      { architecture: 'mlp', kernel: 3 },
      'kernel is no option of mlp (it has activation, batchNorm, dropout, units), got 3',
    ],
    [{ depth: 3 }, 'depth is no option of lenet5'],
    [{ kernel: [3] }, 'kernel must have 2 values, one for each convolution, got [3]'],
    [
      { units: [1_000_000_000] },
      'layers must have at most 100000000 parameters in all, got 411000002582, of which "dense1" has 401000000000',
    ],
    [
      { architecture: 'article', kernel: 29 },
      'layers[0] ("conv1") must have a window of at most 28×28 under valid padding, got 29×29',
    ],
  ] as [RunConfigInput, string][])('refuses an option that does not fit: %j', (input, message) => {
    expect(() => resolveConfig(input, digitFacts)).toThrow(message);
  });
});

describe('layers of one’s own', () => {
  it('fills in names, strides, biases and the number of classes', () => {
    const config = resolveConfig(
      {
        layers: [
          { type: 'conv', filters: 3, kernel: 3, stride: 2 },
          'batchNorm',
          'elu',
          { type: 'pool', size: [3, 2] },
          'flatten',
          { type: 'dense', units: 'classes', name: 'logits' },
        ],
      },
      digitFacts,
    );
    expect(config.layers).toEqual([
      {
        type: 'conv',
        name: 'conv1',
        filters: 3,
        kernel: [3, 3],
        stride: [2, 2],
        padding: 'valid',
        bias: false,
      },
      { type: 'batchNorm', name: 'batchNorm1', epsilon: 1e-3, momentum: 0.9 },
      { type: 'activation', name: 'activation1', activation: 'elu' },
      { type: 'pool', name: 'pool1', kind: 'max', size: [3, 2], stride: [3, 2], padding: 'valid' },
      { type: 'flatten', name: 'flatten1' },
      { type: 'dense', name: 'logits', units: 10, bias: true },
    ]);
    expect(config).toMatchObject({
      architecture: 'custom',
      activation: null,
      pool: null,
      batchNorm: null,
      dropout: null,
    });
  });

  const flat = 'flatten' as const;
  const last = { type: 'dense', units: 'classes' } as const;
  it.each([
    [
      [last],
      'layers[0] ("dense1") is dense and needs a flat input, got an image of 28×28×1; put a flatten layer before it',
    ],
    [
      [flat, { type: 'conv', filters: 1, kernel: 1 }, last],
      'layers[1] ("conv1") is a conv layer and needs an image, got 784 values',
    ],
    [
      [flat, { type: 'dense', units: 9 }],
      'layers[1] must be dense with 10 units, one a class (the last layer gives the logits), got dense with 9',
    ],
    [
      [flat, last, 'relu'],
      'layers[2] must be dense with 10 units, one a class (the last layer gives the logits), got activation',
    ],
    [
      [
        { type: 'flatten', name: 'x' },
        { ...last, name: 'x' },
      ],
      'layers[1].name must be unique, got "x"',
    ],
    [[{ type: 'dropout', rate: 1 }], 'layers[0].rate must be a number >= 0 and < 1, got 1'],
    [
      [{ type: 'convolution' }],
      'layers[0].type must be one of conv, pool, batchNorm, activation, dropout, flatten, dense, residual, got "convolution"',
    ],
    [
      [{ type: 'residual', layers: [] }],
      'layers[0].layers must be a list of layers that is not empty, got []',
    ],
    [
      [{ type: 'residual', layers: ['relu', { type: 'conv', filters: 4, kernel: 0 }] }],
      'layers[0].layers[1].kernel[0] must be an integer >= 1, got 0',
    ],
    [['reluu'], 'got "reluu" (did you mean "relu"?)'],
    [[], 'layers must be a list of layers that is not empty, got []'],
  ] as [RunConfigInput['layers'], string][])('refuses %j', (layers, message) => {
    expect(() => resolveConfig({ layers: layers! }, digitFacts)).toThrow(message);
  });

  it('refuses preset options beside them', () => {
    expect(() => resolveConfig({ layers: [flat, last], activation: 'relu' }, digitFacts)).toThrow(
      'activation belongs to a preset and must be left out beside `layers`, got "relu"',
    );
  });
});
