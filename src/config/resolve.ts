/** From what an author wrote to a RunConfig: defaults filled in, aliases normalised, combinations checked. */
import { checkBudget, checkNetwork } from './check.ts';
import { ConfigError, show } from './errors.ts';
import type { DatasetFacts, FactsOf } from './facts.ts';
import { checkKey, parseField } from './fields.ts';
import type { RunConfigInput } from './input.ts';
import { resolveLayers } from './layers.ts';
import type { OptimizerName } from './optimizer.ts';
import { ADAMW_DECAY, HYPER_PARAMETERS, OPTIMIZER_DEFAULTS, optimizersWith } from './optimizer-defaults.ts';
import { type Architecture, customArchitecture, expandPreset } from './presets.ts';
import { checkPretraining, type RbmPretraining } from './pretraining.ts';
import type { Augmentation, EarlyStopping, RunConfig, Schedule } from './run-config.ts';
import type { ParsedLayer } from './schemas.ts';

/** The input after its schemas: nested shorthands spelled out. */
export type ParsedInput = Omit<
  RunConfigInput,
  'augment' | 'schedule' | 'earlyStopping' | 'layers' | 'pretraining'
> & {
  augment?: Augmentation;
  schedule?: Schedule;
  earlyStopping?: EarlyStopping | null;
  pretraining?: RbmPretraining | null;
  layers?: readonly ParsedLayer[];
};

/** Checks keys and values one by one. @throws ConfigError that names the path */
export function parseInput(input: RunConfigInput, path = ''): ParsedInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConfigError(path, `must be an object of config keys, got ${show(input)}`);
  }
  const parsed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(input)) {
    const at = path === '' ? key : `${path}.${key}`;
    checkKey(key, at);
    if (value !== undefined) parsed[key] = parseField(key, value, at);
  }
  return parsed as ParsedInput;
}

/**
 * A RunConfig with no default left implicit. Pure: the same input and facts give the same config.
 * @throws ConfigError for an unknown key, a wrong value, or a combination that cannot be trained
 */
export function resolveConfig(input: RunConfigInput, factsOf: FactsOf): RunConfig {
  const parsed = parseInput(input);
  const dataset = parsed.dataset ?? 'mnist10k';
  const facts = factsOf(dataset);
  const sizes = resolveSizes(parsed, facts, dataset);
  const architecture = resolveArchitecture(parsed, facts);
  const initializer = parsed.initializer ?? 'glorotUniform';
  const config: RunConfig = {
    dataset,
    dataSha256: facts.sha256,
    ...sizes,
    standardize: parsed.standardize ?? false,
    augment: parsed.augment ?? { shift: 0, rotate: 0, flip: false },
    ...resolveBudget(parsed),
    batchSize: parsed.batchSize ?? 128,
    lastBatch: parsed.lastBatch ?? 'keep',
    shuffle: parsed.shuffle ?? 'reshuffle',
    ...architecture,
    head: parsed.head ?? 'softmax+ce',
    initializer,
    initializerScale: parsed.initializerScale ?? 1,
    initializerSd: resolveInitializerSd(initializer, parsed.initializerSd),
    ...(parsed.pretraining && { pretraining: parsed.pretraining }),
    ...resolveOptimizer(parsed),
    schedule: parsed.schedule ?? { kind: 'constant', warmupSteps: 0 },
    clipNorm: parsed.clipNorm ?? null,
    ...resolveWeightDecay(parsed),
    earlyStopping: parsed.earlyStopping ?? null,
    seed: parsed.seed ?? 0,
  };
  checkPretraining(config.pretraining ?? null, config.layers, config.standardize);
  checkNetwork(config, facts);
  checkBudget(config);
  return config;
}

function resolveSizes(parsed: ParsedInput, facts: DatasetFacts, dataset: string) {
  const most = facts.trainCount - 1;
  const validationSize =
    parsed.validationSize ?? Math.max(1, Math.min(5000, Math.floor(facts.trainCount / 8)));
  if (validationSize > most) {
    throw new ConfigError(
      'validationSize',
      `must leave at least one of the ${facts.trainCount} training images of ${dataset}, got ${validationSize}; make it smaller`,
      'validationSize',
    );
  }
  const trainSize = parsed.trainSize ?? facts.trainCount - validationSize;
  if (trainSize + validationSize > facts.trainCount) {
    throw new ConfigError(
      'trainSize',
      `+ validationSize must be at most ${facts.trainCount}, the training images of ${dataset}, ` +
        `got ${trainSize} + ${validationSize}; make one of them smaller`,
      'trainSize',
    );
  }
  return { trainSize, validationSize };
}

function resolveArchitecture(parsed: ParsedInput, facts: DatasetFacts): Architecture {
  const { layers, architecture, ...rest } = parsed;
  const input = rest as RunConfigInput;
  if (layers !== undefined) {
    if (architecture !== undefined && architecture !== 'custom') {
      throw new ConfigError(
        'architecture',
        `must be "custom" or left out beside \`layers\`, got "${architecture}"; keep one of the two`,
        'architecture',
      );
    }
    return customArchitecture(input, resolveLayers(layers, facts.classes));
  }
  if (architecture === 'custom') {
    throw new ConfigError(
      'layers',
      'must be given where architecture is "custom", got nothing; list the layers',
      'layers',
    );
  }
  return expandPreset(architecture ?? 'lenet5', input, facts.shape, facts.classes);
}

function resolveBudget({ epochs, steps }: ParsedInput): Pick<RunConfig, 'epochs' | 'steps'> {
  if (epochs !== undefined && steps !== undefined) {
    throw new ConfigError(
      'steps',
      `must be left out where epochs is given, got epochs ${epochs} and steps ${steps}; keep one`,
      'steps',
    );
  }
  return steps === undefined ? { epochs: epochs ?? 5, steps: null } : { epochs: null, steps };
}

function resolveInitializerSd(kind: RunConfig['initializer'], sd: number | undefined): number | null {
  if (kind === 'truncatedNormal') return sd ?? 0.1;
  if (sd === undefined) return null;
  throw new ConfigError(
    'initializerSd',
    `belongs to truncatedNormal (${kind} follows from the layer's size), got ${sd}; leave it out or use initializerScale`,
    'initializerSd',
  );
}

function resolveOptimizer(parsed: ParsedInput) {
  const asked = parsed.optimizer ?? 'adam';
  const optimizer: OptimizerName = asked === 'adamw' ? 'adam' : asked;
  const { learningRate, hyper } = OPTIMIZER_DEFAULTS[optimizer];
  const values: Record<string, number | string | boolean | null> = {};
  for (const key of HYPER_PARAMETERS) {
    const given = parsed[key];
    const fallback = hyper[key];
    if (given !== undefined && fallback === undefined) {
      const own = Object.keys(hyper).join(', ') || 'none';
      throw new ConfigError(
        key,
        `is no hyper-parameter of ${asked} (it has: ${own}), got ${show(given)}; leave it out, or set it only ` +
          `\`when\` the optimizer is one of ${optimizersWith(key).join(', ')}`,
        key,
      );
    }
    values[key] = given ?? fallback ?? null;
  }
  return {
    optimizer,
    learningRate: parsed.learningRate ?? learningRate,
    ...(values as Pick<RunConfig, (typeof HYPER_PARAMETERS)[number]>),
  };
}

/** Without decay its mode and reach decide nothing, so they are normalised away. */
function resolveWeightDecay(
  parsed: ParsedInput,
): Pick<RunConfig, 'weightDecay' | 'weightDecayMode' | 'decayBiases'> {
  const adamw = parsed.optimizer === 'adamw';
  if (adamw && parsed.weightDecayMode === 'l2') {
    throw new ConfigError(
      'weightDecayMode',
      'must be "decoupled" for adamw (that is what makes it adamw), got "l2"; use optimizer "adam"',
      'weightDecayMode',
    );
  }
  const weightDecay = parsed.weightDecay ?? (adamw ? ADAMW_DECAY : 0);
  if (weightDecay === 0) return { weightDecay: 0, weightDecayMode: null, decayBiases: false };
  return {
    weightDecay,
    weightDecayMode: parsed.weightDecayMode ?? (adamw ? 'decoupled' : 'l2'),
    decayBiases: parsed.decayBiases ?? false,
  };
}
