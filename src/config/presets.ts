/** The networks of the literature that this harness compares, each as a list of layers. */
import { deepLayers } from './deep.ts';
import { ConfigError, show } from './errors.ts';
import type { ConfigKey, PoolKind, RunConfigInput } from './input.ts';
import { activated, type LayerDraft, nameLayers, poolLayers } from './layers.ts';
import type { Activation, ImageShape, Padding, ResolvedLayer } from './network.ts';
import type { ArchitectureName, RunConfig } from './run-config.ts';

export type PresetName = Exclude<ArchitectureName, 'custom'>;

interface Preset {
  readonly kernels: readonly number[];
  readonly filters: readonly number[];
  /** of each convolution; `pad32`: so that a 28×28 image is taken as one of 32×32 */
  readonly padding: readonly (Padding | 'pad32')[];
  readonly pool: PoolKind | null;
  /** widths of the hidden dense layers */
  readonly units: readonly number[];
  readonly activation: Activation | null;
  /** the paper's squashing after subsampling too */
  readonly activatePools?: true;
  /** `article`: its dense layer has no activation */
  readonly linearDense?: true;
  readonly options: readonly PresetOption[];
}

/** Options that only some presets have; the others of SHORTHAND have keys of their own in a config. */
const SHAPE_OPTIONS = [
  'kernel',
  'stride',
  'padding',
  'filters',
  'units',
  'depth',
  'width',
  'residual',
] as const;
const SHORTHAND = ['activation', 'pool', 'batchNorm', 'dropout', ...SHAPE_OPTIONS] as const;
type PresetOption = (typeof SHORTHAND)[number] & ConfigKey;
const CONV: readonly PresetOption[] = [
  'activation',
  'pool',
  'batchNorm',
  'kernel',
  'stride',
  'padding',
  'filters',
];
const CONV_DENSE: readonly PresetOption[] = [...CONV, 'dropout', 'units'];
/** the border around a 28×28 image belongs to these networks */
const BORDERED: readonly PresetOption[] = CONV_DENSE.filter((key) => key !== 'padding');

export const PRESETS: { readonly [N in PresetName]: Preset } = {
  lenet1: {
    kernels: [5, 5],
    filters: [4, 12],
    padding: ['valid', 'valid'],
    pool: 'avg',
    units: [],
    activation: 'tanh',
    options: CONV,
  },
  lenet4: {
    kernels: [5, 5],
    filters: [4, 16],
    padding: ['pad32', 'valid'],
    pool: 'avg',
    units: [120],
    activation: 'tanh',
    options: BORDERED,
  },
  lenet5: {
    kernels: [5, 5],
    filters: [6, 16],
    padding: ['same', 'valid'],
    pool: 'max',
    units: [120, 84],
    activation: 'relu',
    options: CONV_DENSE,
  },
  'lenet5-1998': {
    kernels: [5, 5],
    filters: [6, 16],
    padding: ['pad32', 'valid'],
    pool: 'scaledAvg',
    units: [120, 84],
    activation: 'scaledTanh',
    activatePools: true,
    options: BORDERED,
  },
  article: {
    kernels: [5, 3],
    filters: [32, 64],
    padding: ['valid', 'valid'],
    pool: 'max',
    units: [1024],
    activation: 'relu',
    linearDense: true,
    options: CONV_DENSE,
  },
  '2c2d': {
    kernels: [5, 5],
    filters: [32, 64],
    padding: ['same', 'same'],
    pool: 'max',
    units: [1024],
    activation: 'relu',
    options: CONV_DENSE,
  },
  mlp: {
    kernels: [],
    filters: [],
    padding: [],
    pool: null,
    units: [300, 100],
    activation: 'relu',
    options: ['activation', 'batchNorm', 'dropout', 'units'],
  },
  logreg: { kernels: [], filters: [], padding: [], pool: null, units: [], activation: null, options: [] },
  deep: {
    kernels: [],
    filters: [],
    padding: [],
    pool: null,
    units: [],
    activation: 'relu',
    options: ['activation', 'batchNorm', 'dropout', 'depth', 'width', 'residual'],
  },
  'deep-conv': {
    kernels: [],
    filters: [],
    padding: [],
    pool: 'max',
    units: [],
    activation: 'relu',
    options: ['activation', 'pool', 'batchNorm', 'kernel', 'depth', 'width', 'residual'],
  },
};

export type Architecture = Pick<
  RunConfig,
  'architecture' | 'activation' | 'pool' | 'batchNorm' | 'dropout' | 'architectureOptions' | 'layers'
>;

/** Expands a preset and its options for images of a shape. @throws ConfigError for an option it does not have */
export function expandPreset(
  name: PresetName,
  input: RunConfigInput,
  shape: ImageShape,
  classes: number,
): Architecture {
  const preset = PRESETS[name];
  checkOptions(name, preset, input);
  const activation = input.activation ?? preset.activation;
  const pool = input.pool ?? preset.pool;
  const batchNorm = input.batchNorm ?? 'none';
  const dropout = input.dropout ?? 0;
  const hidden =
    name === 'deep' || name === 'deep-conv'
      ? deepLayers(name, {
          activation: activation!,
          batchNorm,
          dropout,
          pool: pool ?? 'none',
          kernel: kernelOfDeep(input.kernel),
          depth: input.depth ?? 5,
          width: input.width ?? (name === 'deep' ? 100 : 16),
          residual: input.residual ?? false,
        })
      : presetLayers(name, input, shape);
  const drafts: LayerDraft[] = [...hidden, { type: 'dense', units: classes }];
  return {
    architecture: name,
    activation,
    pool,
    batchNorm: preset.options.includes('batchNorm') ? batchNorm : null,
    dropout: preset.options.includes('dropout') ? dropout : null,
    architectureOptions: givenOptions(input),
    layers: nameLayers(drafts),
  };
}

/** A network of the author's own. @throws ConfigError where preset options are given beside it */
export function customArchitecture(input: RunConfigInput, layers: readonly ResolvedLayer[]): Architecture {
  const beside = SHORTHAND.find((key) => input[key] !== undefined);
  if (beside !== undefined) {
    throw new ConfigError(
      beside,
      `belongs to a preset and must be left out beside \`layers\`, got ${show(input[beside])}; write it into the layers`,
      beside,
    );
  }
  return {
    architecture: 'custom',
    activation: null,
    pool: null,
    batchNorm: null,
    dropout: null,
    architectureOptions: {},
    layers,
  };
}

/** All layers but the last: convolutions with their pooling, then the hidden dense layers. */
function presetLayers(name: PresetName, input: RunConfigInput, shape: ImageShape): LayerDraft[] {
  const preset = PRESETS[name];
  const kernels = perConv('kernel', preset.kernels, input.kernel);
  const strides = perConv(
    'stride',
    preset.kernels.map(() => 1),
    input.stride,
  );
  const filters = perConv('filters', preset.filters, input.filters);
  const activation = input.activation ?? preset.activation;
  const pool = input.pool ?? preset.pool;
  const dropout = input.dropout ?? 0;
  const activate = activation === null ? [] : activated(activation, input.batchNorm ?? 'none');

  const drafts: LayerDraft[] = [];
  preset.padding.forEach((padding, index) => {
    const kernel = kernels[index]!;
    const stride = strides[index]! * (pool === 'strided' ? 2 : 1);
    drafts.push(
      {
        type: 'conv',
        filters: filters[index]!,
        kernel: [kernel, kernel],
        stride: [stride, stride],
        padding: input.padding ?? (padding === 'pad32' ? paddingTo32(name, shape) : padding),
      },
      ...activate,
    );
    const pooled = poolLayers(pool!);
    drafts.push(...pooled);
    if (preset.activatePools && pooled.length > 0)
      drafts.push({ type: 'activation', activation: activation! });
  });
  drafts.push({ type: 'flatten' });
  for (const width of input.units ?? preset.units) {
    drafts.push({ type: 'dense', units: width });
    if (!preset.linearDense) drafts.push(...activate);
    if (dropout > 0) drafts.push({ type: 'dropout', rate: dropout });
  }
  return drafts;
}

/** Zeros around a 28×28 image under `same` are the border that makes it 32×32, exactly. */
function paddingTo32(name: PresetName, { height, width }: ImageShape): Padding {
  if (height === 32 && width === 32) return 'valid';
  if (height === 28 && width === 28) return 'same';
  throw new ConfigError(
    'architecture',
    `"${name}" must have images of 32×32 pixels (28×28 are padded to it), got ${height}×${width}; ` +
      'use lenet5, or another dataset',
    'architecture',
  );
}

function checkOptions(name: PresetName, preset: Preset, input: RunConfigInput): void {
  for (const key of SHORTHAND) {
    const value = input[key];
    // what says "off" holds for any preset, so that it can be an axis beside `architecture`
    if (value === undefined || preset.options.includes(key) || [0, 'none', false].includes(value as never))
      continue;
    const has = preset.options.length === 0 ? 'it has no options' : `it has ${preset.options.join(', ')}`;
    throw new ConfigError(
      key,
      `is no option of ${name} (${has}), got ${show(value)}; leave it out, or set it only \`when\` the architecture has it`,
      key,
    );
  }
}

function perConv(
  key: 'kernel' | 'stride' | 'filters',
  defaults: readonly number[],
  given: number | readonly number[] | undefined,
): readonly number[] {
  if (given === undefined) return defaults;
  if (typeof given === 'number') return defaults.map(() => given);
  if (given.length === defaults.length) return given;
  throw new ConfigError(
    key,
    `must have ${defaults.length} values, one for each convolution, got ${show(given)}`,
    key,
  );
}

/** @throws ConfigError for a list: every convolution of `deep-conv` has the same kernel */
function kernelOfDeep(given: number | readonly number[] | undefined): number {
  if (given === undefined) return 3;
  if (typeof given === 'number') return given;
  throw new ConfigError(
    'kernel',
    `must be one integer for all convolutions of deep-conv, got ${show(given)}; give a number`,
    'kernel',
  );
}

function givenOptions(input: RunConfigInput): Architecture['architectureOptions'] {
  const options: Record<string, number | string | boolean | readonly number[]> = {};
  for (const key of SHAPE_OPTIONS) {
    if (input[key] !== undefined) options[key] = input[key];
  }
  return options;
}
