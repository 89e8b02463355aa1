// Loss and accuracy while a network trains.
import { chartById, showSpec } from '../charts.js';

/** @typedef {import('../bundles/playground.js').Score} Score */
/** @typedef {Extract<import('../bundles/playground.js').FromWorker, { kind: 'progress' }>} Progress */
/** @typedef {[number, number]} Point */

/** Beyond twice as many every second point of the batches' losses is left out. */
const MOST_POINTS = 600;
const TRAIN_SLOT = 1;
const VALIDATION_SLOT = 2;

export function createCurves() {
  /** @type {Point[]} */
  let losses = [];
  /** @type {Point[]} */
  let validationLoss = [];
  /** @type {Point[]} */
  let trainAccuracy = [];
  /** @type {Point[]} */
  let validationAccuracy = [];
  /** a loss is kept every so many steps */
  let every = 1;

  const draw = () => {
    show('loss-chart', [
      line('train/loss', TRAIN_SLOT, losses, 'thin'),
      line('validation/loss', VALIDATION_SLOT, validationLoss),
    ]);
    show('accuracy-chart', [
      line('train/accuracy', TRAIN_SLOT, trainAccuracy),
      line('validation/accuracy', VALIDATION_SLOT, validationAccuracy),
    ]);
  };

  return {
    /** A new network, that has taken no step. @param {Score} score */
    restart(score) {
      losses = [];
      trainAccuracy = [];
      validationLoss = [[score.step, score.loss]];
      validationAccuracy = [[score.step, 100 * score.accuracy]];
      every = 1;
      draw();
    },
    /** @param {Progress} progress */
    add({ chunk, score }) {
      const first = chunk.step - chunk.losses.length + 1;
      for (const [i, loss] of chunk.losses.entries()) {
        if ((first + i) % every === 0) losses.push([first + i, loss]);
      }
      if (losses.length > 2 * MOST_POINTS) {
        every *= 2;
        losses = losses.filter(([step]) => step % every === 0);
      }
      trainAccuracy.push([chunk.step, 100 * chunk.trainAccuracy]);
      // a diverged network has no loss to show
      if (Number.isFinite(score.loss)) validationLoss.push([score.step, score.loss]);
      validationAccuracy.push([score.step, 100 * score.accuracy]);
      draw();
    },
  };
}

/**
 * @param {string} name
 * @param {number} slot
 * @param {Point[]} points
 * @param {'run' | 'thin'} [weight]
 */
function line(name, slot, points, weight = 'run') {
  const word = name.split('/')[0] ?? name;
  return {
    kind: /** @type {const} */ ('line'),
    name,
    slot,
    points,
    weight,
    label: word,
  };
}

/**
 * @param {string} id
 * @param {ReturnType<typeof line>[]} series
 */
function show(id, series) {
  const chart = chartById(id);
  if (chart !== undefined) showSpec(chart, { ...chart.spec, series });
}
