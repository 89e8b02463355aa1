/** Names of metrics as numbers, with the direction and unit of each. */
import type { Database } from './database.ts';
import type { MetricDefinition } from './types.ts';

const NAME = /^[A-Za-z][\w.+-]*(\/[\w.+-]+)*$/;
const MAX_LENGTH = 200;

/** @throws TypeError where `name` is no metric name: words of letters, digits, `_ . + -`, separated by slashes. */
export function checkMetricName(name: string): void {
  if (NAME.test(name) && name.length <= MAX_LENGTH) return;
  throw new TypeError(
    `a metric name must be words of letters, digits and _ . + - separated by slashes, such as train/loss ` +
      `(at most ${MAX_LENGTH} characters), got ${JSON.stringify(name.slice(0, 60))}`,
  );
}

/** By the last word: losses are nats to minimise, accuracies fractions to maximise; others are unknown. */
export function inferDefinition(name: string): MetricDefinition {
  const word = name.slice(name.lastIndexOf('/') + 1);
  if (word === 'loss' || word === 'batch_loss') return { name, direction: 'min', unit: 'nats' };
  if (word === 'penalty') return { name, direction: null, unit: 'nats' };
  if (word === 'accuracy') return { name, direction: 'max', unit: 'fraction' };
  if (word === 'error') return { name, direction: 'min', unit: 'fraction' };
  if (/^(dead|saturated)_fraction$/.test(name.split('/')[0]!))
    return { name, direction: null, unit: 'fraction' };
  return { name, direction: null, unit: null };
}

export interface MetricKey extends MetricDefinition {
  readonly id: number;
}

// ids never change and are never deleted, so a connection may keep them
const caches = new WeakMap<Database, Map<string, MetricKey>>();

/** Keys of the names, made where they are new. Not inside a transaction: a rollback would leave the cache wrong. */
export function metricKeysOf(db: Database, names: Iterable<string>): Map<string, MetricKey> {
  const cache = caches.get(db) ?? new Map<string, MetricKey>();
  caches.set(db, cache);
  const missing = [...names].filter((name) => !cache.has(name));
  if (missing.length > 0) {
    const keys = db.transaction(() => missing.map((name) => ensureMetricKey(db, inferDefinition(name))));
    if (db.client.inTransaction) return new Map([...cache, ...keys.map((key) => [key.name, key] as const)]);
    for (const key of keys) cache.set(key.name, key);
  }
  return cache;
}

/** The key of that name, made from `definition` where it is new. */
export function ensureMetricKey(db: Database, definition: MetricDefinition): MetricKey {
  db.client
    .prepare(
      'insert into metric_keys (name, direction, unit) values (@name, @direction, @unit) on conflict do nothing',
    )
    .run({ name: definition.name, direction: definition.direction, unit: definition.unit });
  return db.client
    .prepare('select id, name, direction, unit from metric_keys where name = ?')
    .get(definition.name) as MetricKey;
}

/** Sets direction and unit; what is left out stays. `best` of every run follows a changed direction. */
export function defineMetric(
  db: Database,
  name: string,
  definition: { readonly direction?: 'min' | 'max' | null; readonly unit?: string | null },
): void {
  checkMetricName(name);
  if (definition.direction !== undefined && !['min', 'max', null].includes(definition.direction)) {
    throw new TypeError(
      `direction of ${name} must be 'min', 'max' or null, got ${String(definition.direction)}`,
    );
  }
  db.transaction(() => {
    const key = { ...ensureMetricKey(db, inferDefinition(name)) };
    const next = { ...key, ...definition };
    if (next.direction === key.direction && next.unit === key.unit) return;
    db.client
      .prepare('update metric_keys set direction = ?, unit = ? where id = ?')
      .run(next.direction, next.unit, key.id);
    if (next.direction === key.direction) return;
    const best = next.direction === null ? 'null' : next.direction;
    const step = next.direction === null ? 'null' : `${next.direction}_step`;
    db.client
      .prepare(`update run_summary set best = ${best}, best_step = ${step} where key_id = ?`)
      .run(key.id);
  });
  caches.get(db)?.delete(name);
}
