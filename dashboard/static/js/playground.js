// The optimizers page of the playground: what is set is worked out here, by the code of the command line.
import { parseView, sceneOf, valueChart, viewQuery } from './bundles/playground.js';
import { chartById, showSpec } from './charts.js';
import { createPicture } from './playground/picture.js';
import { createPlayer } from './playground/player.js';
import { createSettings } from './playground/settings.js';

/** @typedef {import('./bundles/playground.js').View} View */
/** @typedef {import('./bundles/playground.js').Scene} Scene */

/** A dragged start changes sixty times a second; browsers limit how often an address may change. */
const ADDRESS_EVERY_MS = 300;

const view = parseView(new URLSearchParams(location.search));
let scene = sceneOf(view);
let frame = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let addressTimer;

const player = createPlayer((step) => picture.show(scene, step));
const settings = createSettings(view, (next) => {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => show(next));
});
const picture = createPicture(
  /** @type {HTMLElement} */ (document.getElementById('picture')),
  settings.moveStart,
  settings.nudgeStart,
);
show(view);

/** @param {View} next */
function show(next) {
  scene = sceneOf(next);
  player.setSteps(scene.steps);
  settings.show(scene);
  picture.show(scene, player.step);
  const chart = chartById('values-chart');
  if (chart !== undefined) showSpec(chart, valueChart(scene));
  clearTimeout(addressTimer);
  addressTimer = setTimeout(
    () => history.replaceState(history.state, '', `${location.pathname}${viewQuery(next)}`),
    ADDRESS_EVERY_MS,
  );
}
