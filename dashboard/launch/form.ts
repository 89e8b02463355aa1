/**
 * The launch form as data: what its fields say, what definition they make, and back. Values are read as `--set` reads
 * them. Nothing in here is a path or code: parts of a definition that have no field of their own are JSON.
 */

import { CONFIG_KEYS } from '../../src/config/fields.ts';
import { ConfigError, type ConfigKey, type SweepDefinition, valuesFromText } from '../../src/config/index.ts';

/** Fields of a sweep; their names in the address and in a request are `fixed.<key>`, `axis.<key>` and these. */
export interface LaunchForm {
  readonly name: string;
  readonly description: string;
  /** by key, as typed; '' is the default */
  readonly fixed: ReadonlyMap<ConfigKey, string>;
  /** in the order of the definition; an axis of a few known words has one text each */
  readonly axes: ReadonlyMap<ConfigKey, readonly string[]>;
  readonly seeds: string;
  readonly firstSeed: string;
  readonly telemetry: string;
  readonly workers: string;
  /** `yes`: runs that the database has already are trained again, beside those; '' otherwise */
  readonly rerun: string;
  /** further parts of the definition, as a JSON object */
  readonly more: string;
}

/** What is wrong, and at which field; '' for the whole. */
export interface Problem {
  readonly field: string;
  readonly message: string;
}

export const EMPTY_FORM: LaunchForm = {
  name: '',
  description: '',
  fixed: new Map(),
  axes: new Map(),
  seeds: '3',
  firstSeed: '0',
  telemetry: '100',
  workers: '',
  rerun: '',
  more: '',
};

/** What a person who opens the page for the first time may start at once. */
export const FIRST_FORM: LaunchForm = {
  ...EMPTY_FORM,
  name: 'my-sweep',
  fixed: new Map([
    ['dataset', 'mnist10k'],
    ['architecture', 'lenet5'],
    ['epochs', '3'],
  ]),
  axes: new Map([
    ['optimizer', ['adam', 'nadam', 'momentum']],
    ['learningRate', ['0.001, 0.003, 0.01']],
  ]),
};

const TEXTS = [
  ...(['name', 'description', 'seeds', 'firstSeed', 'telemetry', 'workers', 'rerun', 'more'] as const),
];

export function parseForm(query: URLSearchParams): LaunchForm {
  const fixed = new Map<ConfigKey, string>();
  const axes = new Map<ConfigKey, string[]>();
  for (const [name, text] of query) {
    const key = name.slice(name.indexOf('.') + 1) as ConfigKey;
    if (!CONFIG_KEYS.includes(key) || key === 'seed') continue;
    if (name === `fixed.${key}`) fixed.set(key, text.trim());
    if (name === `axis.${key}`) axes.set(key, [...(axes.get(key) ?? []), text.trim()]);
  }
  const texts = Object.fromEntries(TEXTS.map((name) => [name, query.get(name)?.trim() ?? EMPTY_FORM[name]]));
  return { ...EMPTY_FORM, ...texts, fixed, axes };
}

/** The form in an address; what is empty is left out. */
export function formQuery(form: LaunchForm): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of TEXTS) if (form[name] !== EMPTY_FORM[name]) query.set(name, form[name]);
  for (const [key, text] of form.fixed) if (text !== '') query.set(`fixed.${key}`, text);
  for (const [key, texts] of form.axes) for (const text of texts) query.append(`axis.${key}`, text);
  return query;
}

/** Every field is read on its own, so that all mistakes are told at once. */
export function definitionOf(form: LaunchForm): {
  readonly definition: SweepDefinition;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const attempt = <T>(field: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push({ field, message: error.reason });
      return undefined;
    }
  };
  const more = attempt('more', () => partsFrom(form.more)) ?? {};
  const fixed: Record<string, unknown> = { ...asObject(more.fixed) };
  for (const [key, text] of form.fixed) {
    // a setting that varies is not the same in every run, whatever its field says
    if (text === '' || form.axes.has(key)) continue;
    const value = attempt(`fixed.${key}`, () => single(valuesFromText(key, text, key)));
    if (value !== undefined) fixed[key] = value;
  }
  const axes: Record<string, unknown> = { ...asObject(more.axes) };
  for (const [key, texts] of form.axes) {
    const values = attempt(`axis.${key}`, () => axisFrom(key, texts));
    if (values !== undefined) axes[key] = values;
  }
  const count = attempt('seeds', () => wholeNumber(form.seeds, 1));
  const from = attempt('firstSeed', () => wholeNumber(form.firstSeed, 0));
  const telemetryEverySteps = attempt('telemetry', () => wholeNumber(form.telemetry, 0));
  attempt('workers', () => workersOf(form));
  const recording = { ...asObject(more.recording), telemetryEverySteps };
  const definition = {
    name: form.name,
    ...(form.description === '' ? {} : { description: form.description }),
    ...(Object.keys(fixed).length === 0 ? {} : { fixed }),
    ...(Object.keys(axes).length === 0 ? {} : { axes }),
    ...pick(more, ['zip', 'sample', 'exclude']),
    seeds: more.seeds ?? { count, ...(from === 0 ? {} : { from }) },
    recording,
  } as SweepDefinition;
  return { definition, problems };
}

export function trainsAgain(form: LaunchForm): boolean {
  return form.rerun === 'yes';
}

/** undefined: one a core. @throws ConfigError */
export function workersOf(form: LaunchForm): number | undefined {
  if (form.workers === '') return undefined;
  const workers = wholeNumber(form.workers, 1);
  if (workers <= 512) return workers;
  throw new ConfigError('workers', `must be an integer from 1 to 512, got ${workers}`);
}

/** The form that makes a definition. */
export function formOf(definition: SweepDefinition): LaunchForm {
  const { name, description = '', seeds, recording = {}, ...parts } = definition;
  const fixed = new Map<ConfigKey, string>();
  for (const [key, value] of Object.entries(parts.fixed ?? {})) fixed.set(key as ConfigKey, textOf(value));
  const axes = new Map<ConfigKey, string[]>();
  for (const [key, axis] of Object.entries(parts.axes ?? {})) {
    axes.set(key as ConfigKey, Array.isArray(axis) ? axisTexts(axis) : [JSON.stringify(axis)]);
  }
  const { telemetryEverySteps, ...otherRecording } = recording;
  const listed = seeds === undefined ? { count: 1 } : 'count' in seeds ? seeds : consecutive(seeds);
  const more = {
    ...pick(parts as Record<string, unknown>, ['zip', 'sample', 'exclude']),
    ...(Object.keys(otherRecording).length === 0 ? {} : { recording: otherRecording }),
    ...(listed === null ? { seeds } : {}),
  };
  return {
    ...EMPTY_FORM,
    ...{ name, description, fixed, axes },
    seeds: String(listed?.count ?? EMPTY_FORM.seeds),
    firstSeed: String(listed?.from ?? 0),
    telemetry: String(telemetryEverySteps ?? EMPTY_FORM.telemetry),
    more: Object.keys(more).length === 0 ? '' : JSON.stringify(more, null, 2),
  };
}

/** Which field an error of the definition belongs to. */
export function fieldOf(error: ConfigError, form: LaunchForm): string {
  const [, part = '', key = ''] = /^(\w+)(?:\.(\w+))?/.exec(error.path) ?? [];
  if (part === 'fixed' && form.fixed.has(key as ConfigKey)) return `fixed.${key}`;
  if (part === 'axes' && form.axes.has(key as ConfigKey)) return `axis.${key}`;
  if (part === 'seeds' || part === 'name' || part === 'description') return part;
  if (part === 'recording' && key === 'telemetryEverySteps') return 'telemetry';
  if (['zip', 'sample', 'exclude', 'recording'].includes(part)) return 'more';
  const at = error.key as ConfigKey | null;
  if (at !== null && form.axes.has(at)) return `axis.${at}`;
  if (at !== null && form.fixed.has(at)) return `fixed.${at}`;
  return '';
}

const PARTS = ['fixed', 'axes', 'zip', 'sample', 'exclude', 'seeds', 'recording'];

function partsFrom(text: string): Record<string, unknown> {
  if (text === '') return {};
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch (error) {
    throw new ConfigError('', `must be JSON: ${(error as Error).message}`);
  }
  if (typeof parts !== 'object' || parts === null || Array.isArray(parts)) {
    throw new ConfigError('', 'must be an object such as {"exclude": [{"optimizer": "sgd"}]}');
  }
  const unknown = Object.keys(parts).find((part) => !PARTS.includes(part));
  if (unknown === undefined) return parts as Record<string, unknown>;
  throw new ConfigError('', `has no part "${unknown}"; the parts are ${PARTS.join(', ')}`);
}

function axisFrom(key: ConfigKey, texts: readonly string[]): unknown {
  const [only = ''] = texts;
  // { logSpace }, { values, when } or { cases }: the definition's own check says what is wrong with it
  if (texts.length === 1 && /^\{\s*"(logSpace|values|cases|perDecade|count|when)"/.test(only)) {
    try {
      return JSON.parse(only);
    } catch (error) {
      throw new ConfigError('', `must be JSON: ${(error as Error).message}`);
    }
  }
  const values = texts.filter((text) => text !== '').flatMap((text) => valuesFromText(key, text, key));
  if (values.length === 0) {
    throw new ConfigError('', 'must have at least one value, got an empty axis; give values or remove it');
  }
  return values;
}

function single(values: readonly unknown[]): unknown {
  if (values.length === 1) return values[0];
  throw new ConfigError('', `must have one value, got ${values.length}; make it an axis to try several`);
}

function wholeNumber(text: string, from: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= from) return Number(text);
  throw new ConfigError('', `must be an integer >= ${from}, got ${JSON.stringify(text)}`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Words each on their own, so that a form can offer them; numbers in one text. */
function axisTexts(values: readonly unknown[]): string[] {
  return values.every((value) => typeof value === 'string' && !/[,[\]{}"]/.test(value))
    ? (values as string[])
    : [values.map(textOf).join(', ')];
}

function consecutive(seeds: readonly number[]): { count: number; from: number } | null {
  const [from = 0] = seeds;
  return seeds.every((seed, i) => seed === from + i) ? { count: seeds.length, from } : null;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function pick(parts: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (parts[name] === undefined ? [] : [[name, parts[name]]])),
  );
}
