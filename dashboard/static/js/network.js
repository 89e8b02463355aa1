// The network page of the playground: a worker trains, this thread draws.
import { number } from './charts/format.js';
import { showAnswer, showDigit, showFilters } from './network/answer.js';
import { createCurves } from './network/curves.js';
import { createForm } from './network/form.js';
import { createPad } from './network/pad.js';

/** @typedef {import('./bundles/playground.js').FromWorker} FromWorker */
/** @typedef {import('./bundles/playground.js').ToWorker} ToWorker */
/** @typedef {import('./bundles/playground.js').TestDigit} TestDigit */
/** @typedef {import('./bundles/playground.js').Filters} Filters */

const SAMPLES = 10;
/** of the buttons with test digits, so that another theme can draw them again @type {WeakMap<HTMLCanvasElement, Uint8Array>} */
const pixelsOf = new WeakMap();

const page = /** @type {HTMLElement} */ (document.getElementById('network'));
const run = /** @type {HTMLButtonElement} */ (document.getElementById('run'));
const reset = /** @type {HTMLButtonElement} */ (document.getElementById('reset'));
const seen = /** @type {HTMLCanvasElement} */ (document.getElementById('seen'));
const { worker: workerHref = '', wasm = '', digits = '' } = page.dataset;

const worker = new Worker(workerHref, { type: 'module' });
const curves = createCurves();
let running = false;
let ready = false;
/** another network goes on training where the one before it did */
let goOn = false;
/** @type {{ pixels: Uint8Array, label: number | null } | null} */
let shown = null;
let asking = false;
let askAgain = false;
/** @type {Filters | null} */
let filters = null;
let size = '';

const form = createForm({
  rebuild: (settings) => {
    if (!ready) return;
    goOn = running;
    send({ kind: 'build', settings });
  },
  rate: (learningRate) => {
    if (ready) send({ kind: 'rate', learningRate });
  },
});
const pad = createPad((pixels) => {
  for (const one of document.querySelectorAll('#samples button')) one.setAttribute('aria-pressed', 'false');
  read(pixels === null ? null : { pixels, label: null });
});

worker.addEventListener('message', (event) => receive(event.data));
worker.addEventListener('error', (event) =>
  fail(event.message || 'the worker could not be started: is the dashboard still running?'),
);
run.addEventListener('click', () => {
  setRunning(!running);
  send({ kind: running ? 'run' : 'pause' });
});
reset.addEventListener('click', () => send({ kind: 'build', settings: form.settings }));
document.getElementById('clear-drawing')?.addEventListener('click', () => {
  pad.wipe();
  read(null);
});
document
  .getElementById('more-samples')
  ?.addEventListener('click', () => send({ kind: 'samples', count: SAMPLES }));
document.addEventListener('descent:theme', () => {
  showDigit(seen, shown?.pixels ?? null);
  if (filters !== null) showFilters(filters);
  for (const one of document.querySelectorAll('#samples canvas'))
    redrawSample(/** @type {HTMLCanvasElement} */ (one));
  pad.redraw();
});

showDigit(seen, null);
send({ kind: 'load', wasm: new URL(wasm, location.href).href, digits: new URL(digits, location.href).href });
send({ kind: 'build', settings: form.settings });
send({ kind: 'samples', count: SAMPLES });

/** @param {ToWorker} message */
function send(message) {
  worker.postMessage(message);
}

/** @param {FromWorker} news */
function receive(news) {
  switch (news.kind) {
    case 'built': {
      ready = true;
      run.disabled = false;
      reset.disabled = false;
      page.dataset.step = '0';
      setRunning(goOn);
      if (goOn) send({ kind: 'run' });
      goOn = false;
      notice('');
      size = `${number(news.parameterCount, 9)} parameters, ${number(news.stepsPerEpoch)} steps an epoch`;
      setState(`Random weights: ${size}.`);
      curves.restart(news.score);
      draw(news.filters);
      ask();
      break;
    }
    case 'progress': {
      const { chunk, score, stepsPerSec } = news;
      curves.add(news);
      draw(news.filters);
      setState(
        `Step ${number(chunk.step, 9)}, epoch ${chunk.epoch}, ${number(stepsPerSec, 2)} steps a second; ` +
          `validation accuracy ${(100 * score.accuracy).toFixed(1)} % of ${number(score.n)}.`,
      );
      page.dataset.step = String(chunk.step);
      page.dataset.accuracy = String(score.accuracy);
      if (chunk.divergedAt !== null) diverged(chunk.divergedAt);
      ask();
      break;
    }
    case 'answer':
      asking = false;
      if (shown !== null) showAnswer(news.probabilities, shown.label);
      if (askAgain) ask();
      break;
    case 'samples':
      showSamples(news.digits);
      break;
    case 'failed':
      fail(news.message);
      break;
    default:
      throw new Error('unknown message of the worker');
  }
}

/** @param {number} step */
function diverged(step) {
  setRunning(false);
  run.disabled = true;
  notice(
    `The training diverged at step ${number(step, 9)}: its loss or gradient is no longer finite. ` +
      'Take a smaller learning rate, then reset.',
  );
}

/** @param {string} message */
function fail(message) {
  setRunning(false);
  run.disabled = true;
  setState('');
  notice(`${message} Reload the page to try again.`);
}

/** @param {{ pixels: Uint8Array, label: number | null } | null} digit */
function read(digit) {
  shown = digit;
  showDigit(seen, digit?.pixels ?? null);
  if (digit === null) showAnswer(null, null);
  else ask();
}

/** One question at a time: a pen moves faster than a network reads. */
function ask() {
  askAgain = false;
  if (shown === null || !ready) return;
  if (asking) askAgain = true;
  else {
    asking = true;
    send({ kind: 'read', pixels: shown.pixels });
  }
}

/** @param {Filters} next */
function draw(next) {
  filters = next;
  showFilters(next);
}

/** @param {readonly TestDigit[]} chosen */
function showSamples(chosen) {
  const box = document.getElementById('samples');
  if (box === null) return;
  box.replaceChildren(
    ...chosen.map(({ index, label, pixels }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sample';
      button.setAttribute('aria-pressed', 'false');
      button.setAttribute('aria-label', `Test digit ${index}, a ${label}`);
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: 28, height: 28 });
      pixelsOf.set(canvas, pixels);
      redrawSample(canvas);
      button.append(canvas);
      button.addEventListener('click', () => {
        pad.wipe(canvas);
        for (const one of box.children) one.setAttribute('aria-pressed', String(one === button));
        read({ pixels, label });
      });
      return button;
    }),
  );
}

/** @param {HTMLCanvasElement} canvas */
function redrawSample(canvas) {
  showDigit(canvas, pixelsOf.get(canvas) ?? null);
}

/** @param {boolean} now */
function setRunning(now) {
  running = now;
  page.dataset.running = String(now);
  const text = run.querySelector('span');
  if (text) text.textContent = now ? 'Pause' : Number(page.dataset.step ?? 0) > 0 ? 'Continue' : 'Start';
}

/** @param {string} text */
function setState(text) {
  const element = document.getElementById('network-state');
  if (element) element.textContent = text;
}

/** @param {string} text '' for none */
function notice(text) {
  const element = document.getElementById('network-notice');
  if (element === null) return;
  element.hidden = text === '';
  element.textContent = text;
}
