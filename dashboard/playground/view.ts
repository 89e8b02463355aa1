/**
 * What the playground shows, as its address says it:
 * `?f=rosenbrock&rotate=45&start=-1.2,1&steps=300&noise=0.1&opt=adam:0.03:beta1=0.5,sgd`.
 * A rate that is left out (or `best`) is the best of a grid. Runs in the server and in pages.
 */
import type { OptimizerName, ResolvedOptimizer } from '../../src/config/optimizer.ts';
import { defaultOptimizer, OPTIMIZER_DEFAULTS } from '../../src/config/optimizer-defaults.ts';
import type { Position } from '../../src/optimizers/index.ts';
import { SURFACE_IDS, type SurfaceId } from './surface.ts';

type Hyper = number | string | boolean;

export interface OptimizerSetting {
  readonly name: OptimizerName;
  /** null: the best of the grid */
  readonly learningRate: number | null;
  /** only what is not the default */
  readonly hyper: Readonly<Record<string, Hyper>>;
}

export interface View {
  readonly surface: SurfaceId;
  /** degrees */
  readonly rotation: number;
  /** null: where the function is usually started, turned with it */
  readonly start: Position | null;
  readonly steps: number;
  readonly noise: number;
  readonly optimizers: readonly OptimizerSetting[];
}

export const OPTIMIZER_NAMES = Object.keys(OPTIMIZER_DEFAULTS) as OptimizerName[];
export const LIMITS = {
  rotation: { min: 0, max: 90 },
  steps: { min: 10, max: 2000 },
  noise: { min: 0, max: 100 },
  start: { min: -10, max: 10 },
  learningRate: { min: 1e-6, max: 100 },
} as const;

export const DEFAULT_VIEW: View = {
  surface: 'beale',
  rotation: 0,
  start: null,
  steps: 300,
  noise: 0,
  optimizers: (['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam'] as const).map((name) => ({
    name,
    learningRate: null,
    hyper: {},
  })),
};

/** What an address asks for; parts that cannot be are as in `DEFAULT_VIEW`. */
export function parseView(query: URLSearchParams): View {
  const surface = SURFACE_IDS.find((id) => id === query.get('f')) ?? DEFAULT_VIEW.surface;
  const start = (query.get('start') ?? '').split(',').map((text) => within('start', text));
  const [x = null, y = null] = start;
  const opt = query.get('opt');
  return {
    surface,
    rotation: within('rotation', query.get('rotate')) ?? DEFAULT_VIEW.rotation,
    start: start.length === 2 && x !== null && y !== null ? [x, y] : null,
    steps: Math.round(within('steps', query.get('steps')) ?? DEFAULT_VIEW.steps),
    noise: within('noise', query.get('noise')) ?? DEFAULT_VIEW.noise,
    optimizers: opt === null ? DEFAULT_VIEW.optimizers : parseOptimizers(opt),
  };
}

/** Only what is not the default, in a fixed order. */
export function viewQuery(view: View): string {
  const query: string[] = [];
  const add = (key: string, value: string | number, usual: string | number) => {
    if (value !== usual) query.push(`${key}=${value}`);
  };
  add('f', view.surface, DEFAULT_VIEW.surface);
  add('rotate', view.rotation, DEFAULT_VIEW.rotation);
  if (view.start !== null)
    query.push(`start=${view.start.map((value) => Number(value.toFixed(6))).join(',')}`);
  add('steps', view.steps, DEFAULT_VIEW.steps);
  add('noise', view.noise, DEFAULT_VIEW.noise);
  add('opt', optimizersText(view.optimizers), optimizersText(DEFAULT_VIEW.optimizers));
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

/** The optimizer with its defaults and what was set. */
export function resolvedOptimizer({
  name,
  hyper,
}: Pick<OptimizerSetting, 'name' | 'hyper'>): ResolvedOptimizer {
  return { ...defaultOptimizer(name), ...hyper } as ResolvedOptimizer;
}

/** Other values of a hyper-parameter that is no number; [] for one that is. */
export function hyperChoices(key: string): readonly Hyper[] {
  if (key === 'epsilonPlacement') return ['inside', 'outside'];
  if (key === 'epsilonForm') return ['plain', 'hat'];
  if (key === 'centered' || key === 'biasCorrection') return [false, true];
  return [];
}

/** A value of a hyper-parameter as it was typed; null where it cannot be. Decays lie in [0, 1), the others at 0 or above. */
export function parseHyper(key: string, text: string): Hyper | null {
  const choices = hyperChoices(key);
  if (choices.length > 0) return choices.find((choice) => String(choice) === text) ?? null;
  const value = number(text);
  if (value === null || value < 0) return null;
  const decays = ['momentum', 'beta1', 'beta2', 'rho'].includes(key);
  return decays && value >= 1 ? null : value;
}

function optimizersText(optimizers: readonly OptimizerSetting[]): string {
  return optimizers
    .map(({ name, learningRate, hyper }) => {
      const settings = Object.entries(hyper).map(([key, value]) => `${key}=${value}`);
      if (learningRate === null && settings.length === 0) return name;
      return [name, learningRate ?? 'best', ...settings].join(':');
    })
    .join(',');
}

function parseOptimizers(text: string): OptimizerSetting[] {
  const found = new Map<OptimizerName, OptimizerSetting>();
  for (const entry of text.split(',')) {
    const [first, rate, ...settings] = entry.split(':');
    const name = OPTIMIZER_NAMES.find((one) => one === first);
    if (name === undefined) continue;
    const hyper: Record<string, Hyper> = {};
    for (const setting of settings) {
      const [key = '', value = ''] = setting.split('=');
      const parsed = key in OPTIMIZER_DEFAULTS[name].hyper ? parseHyper(key, value) : null;
      if (parsed !== null) hyper[key] = parsed;
    }
    found.set(name, { name, learningRate: within('learningRate', rate ?? null), hyper });
  }
  // in the order of the page, whatever that of the address
  return OPTIMIZER_NAMES.flatMap((name) => found.get(name) ?? []);
}

function within(what: keyof typeof LIMITS, text: string | null): number | null {
  const value = number(text);
  const { min, max } = LIMITS[what];
  return value === null || value < min || value > max ? null : value;
}

function number(text: string | null): number | null {
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
