/** Which metrics `descent leaderboard` and `descent effects` take. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../db/index.ts';
import { checkMetric, directionOf } from '../../../src/cli/commands/leaderboard.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { workplaceForEach } from '../../support/workplace.ts';

let db: Database;
workplaceForEach((opened) => {
  db = opened.db;
});
beforeEach(() => {
  const tracker = openTracker({ db });
  const run = tracker.startRun({ name: 'one' });
  run.log({ 'train/batch_loss': 2, 'validation/accuracy': 0.5, 'gradient_rms/dense1': 0.1, reward: 3 }, 0);
  run.finish();
});

describe('a metric to rank by', () => {
  it.each([
    ['train/batch_loss', 'min'],
    ['validation/accuracy', 'max'],
    ['test/accuracy', 'max'],
    ['test/loss', 'min'],
  ])('%s is better at its %s', (metric, direction) => {
    expect(directionOf(db, metric)).toBe(direction);
  });

  it.each(['tets/accuracy', 'validation/los', 'my/loss'])('is not %s, which no run has logged', (metric) => {
    const message = `no run has logged a metric "${metric}"; there are reward, train/batch_loss, validation/accuracy`;
    expect(() => directionOf(db, metric)).toThrow(message);
    expect(() => checkMetric(db, metric)).toThrow(message);
  });

  it('is not one of which neither more nor less is better, until its direction is defined', () => {
    expect(() => directionOf(db, 'reward')).toThrow(
      'rank by train/batch_loss, validation/accuracy, or say it with ' +
        "tracker.defineMetric('reward', { direction: 'min' })",
    );
    expect(() => checkMetric(db, 'reward')).not.toThrow();
    openTracker({ db }).defineMetric('reward', { direction: 'max' });
    expect(directionOf(db, 'reward')).toBe('max');
  });
});
