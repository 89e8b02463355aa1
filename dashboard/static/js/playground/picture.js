// The picture: heights as bands of colour on a canvas, paths and axes as SVG above it, a handle for the start.
import { number } from '../charts/format.js';
import { drawContours } from './contours.js';
import { placeNames } from './names.js';

/** @typedef {import('../bundles/playground.js').Scene} Scene */
/** @typedef {import('../bundles/playground.js').Path} Path */
/** @typedef {readonly [number, number]} Position */

const MARGIN = { left: 40, right: 12, top: 8, bottom: 34 };
const HIGHEST = 680;
/** Height by width; a phone gets a square. */
const FLAT = 0.92;
const PHONE_WIDTH = 560;
const KEY_STEP = 0.05;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {HTMLElement} box
 * @param {(start: Position) => void} onStart the start was moved to a place
 * @param {(by: Position) => void} onNudge the start was moved by a step
 */
export function createPicture(box, onStart, onNudge) {
  const canvas = /** @type {HTMLCanvasElement} */ (box.querySelector('canvas'));
  const svg = /** @type {SVGSVGElement} */ (box.querySelector('svg'));
  const handle = /** @type {HTMLButtonElement} */ (box.querySelector('.start-handle'));
  /** @type {{ scene: Scene, step: number } | null} */
  let shown = null;
  /** what the canvas holds, so that it is drawn again only when that changes */
  let drawn = '';

  const size = () => {
    const width = box.clientWidth;
    const height = width < PHONE_WIDTH ? width : Math.min(HIGHEST, Math.round(width * FLAT));
    return { width, height };
  };

  /** @param {Scene} scene */
  const frame = (scene) => {
    const { width, height } = size();
    const [[x0, x1], [y0, y1]] = scene.surface.window;
    const plot = {
      left: MARGIN.left,
      top: MARGIN.top,
      width: width - MARGIN.left - MARGIN.right,
      height: height - MARGIN.top - MARGIN.bottom,
    };
    return {
      width,
      height,
      plot,
      x: (/** @type {number} */ x) => plot.left + ((x - x0) / (x1 - x0)) * plot.width,
      y: (/** @type {number} */ y) => plot.top + ((y1 - y) / (y1 - y0)) * plot.height,
      position: (/** @type {number} */ px, /** @type {number} */ py) =>
        /** @type {Position} */ ([
          clamp(x0 + ((px - plot.left) / plot.width) * (x1 - x0), x0, x1),
          clamp(y1 - ((py - plot.top) / plot.height) * (y1 - y0), y0, y1),
        ]),
    };
  };

  const redraw = () => {
    if (shown === null || box.clientWidth === 0) return;
    const { scene, step } = shown;
    const at = frame(scene);
    const { surface } = scene;
    const key = [surface.id, surface.rotation, at.width, at.height, devicePixelRatio].join();
    if (key !== drawn) {
      drawn = key;
      drawContours(canvas, surface, at.plot);
    }
    svg.setAttribute('viewBox', `0 0 ${at.width} ${at.height}`);
    svg.style.height = `${at.height}px`;
    svg.replaceChildren(
      ...axes(scene, at),
      ...minimum(scene, at),
      ...scene.paths.flatMap((path) => pathLines(path, step, at)),
      ...ends(scene.paths, step, at, scene),
    );
    handle.style.left = `${at.x(scene.start[0])}px`;
    handle.style.top = `${at.y(scene.start[1])}px`;
    const [x, y] = scene.start.map((value) => number(value, 3));
    handle.setAttribute('aria-label', `Start point, x ${x}, y ${y}`);
  };

  handle.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.focus();
  });
  handle.addEventListener('pointermove', (event) => {
    if (!handle.hasPointerCapture(event.pointerId) || shown === null) return;
    const { left, top } = box.getBoundingClientRect();
    onStart(frame(shown.scene).position(event.clientX - left, event.clientY - top));
  });
  handle.addEventListener('keydown', (event) => {
    const move = /** @type {Record<string, Position>} */ ({
      ArrowLeft: [-KEY_STEP, 0],
      ArrowRight: [KEY_STEP, 0],
      ArrowUp: [0, KEY_STEP],
      ArrowDown: [0, -KEY_STEP],
    })[event.key];
    if (move === undefined) return;
    event.preventDefault();
    onNudge(move);
  });
  new ResizeObserver(redraw).observe(box);
  document.addEventListener('descent:theme', () => {
    drawn = '';
    redraw();
  });

  return {
    /**
     * @param {Scene} scene
     * @param {number} step up to which the paths are drawn
     */
    show(scene, step) {
      shown = { scene, step };
      redraw();
    },
  };
}

/** @typedef {{ width: number, height: number, plot: { left: number, top: number, width: number, height: number }, x: (x: number) => number, y: (y: number) => number }} Frame */

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function element(name, attributes, text) {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, String(value));
  if (text !== undefined) one.textContent = text;
  return one;
}

/**
 * @param {Scene} scene
 * @param {Frame} at
 */
function axes({ surface }, { plot, x, y }) {
  const [xs, ys] = surface.window;
  const bottom = plot.top + plot.height;
  const parts = [
    element('clipPath', { id: 'plot-area' }),
    element('rect', { class: 'frame', x: plot.left, y: plot.top, width: plot.width, height: plot.height }),
    element(
      'text',
      { class: 'axis', x: plot.left + plot.width / 2, y: bottom + 30, 'text-anchor': 'middle' },
      'x',
    ),
    element('text', { class: 'axis', x: 6, y: plot.top + plot.height / 2 }, 'y'),
  ];
  parts[0]?.append(element('rect', { x: plot.left, y: plot.top, width: plot.width, height: plot.height }));
  for (const value of ticks(xs, plot.width / 70)) {
    const px = x(value);
    parts.push(element('line', { class: 'tick', x1: px, x2: px, y1: bottom, y2: bottom + 4 }));
    parts.push(
      element('text', { class: 'axis', x: px, y: bottom + 16, 'text-anchor': 'middle' }, number(value)),
    );
  }
  for (const value of ticks(ys, plot.height / 60)) {
    const py = y(value);
    parts.push(element('line', { class: 'tick', x1: plot.left - 4, x2: plot.left, y1: py, y2: py }));
    parts.push(
      element('text', { class: 'axis', x: plot.left - 7, y: py + 4, 'text-anchor': 'end' }, number(value)),
    );
  }
  return parts;
}

/**
 * A cross where the lowest point is.
 * @param {Scene} scene
 * @param {Frame} at
 */
function minimum({ surface }, at) {
  const lowest = surface.function.minimum;
  if (lowest === null) return [];
  const [px, py] = [at.x(lowest[0]), at.y(lowest[1])];
  return [element('path', { class: 'minimum', d: `M${px - 6} ${py}h12M${px} ${py - 6}v12` })];
}

/**
 * @param {Path} path
 * @param {number} step
 * @param {Frame} at
 */
function pathLines(path, step, at) {
  const points = path.points.slice(0, step + 1);
  // far outside, browsers lose precision: the line goes on only to the first point out there
  const far = points.findIndex(([x, y]) => Math.abs(at.x(x)) > 1e4 || Math.abs(at.y(y)) > 1e4);
  const kept = far === -1 ? points : points.slice(0, far);
  const d = kept
    .map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at.x(x).toFixed(1)} ${at.y(y).toFixed(1)}`)
    .join('');
  const shared = { d, 'clip-path': 'url(#plot-area)' };
  return [
    element('path', { ...shared, class: 'halo' }),
    element('path', { ...shared, class: `path slot-${path.slot}`, 'data-path': path.name }),
  ];
}

/**
 * A dot with the name where each path is, or where it left the picture; names stand clear of each other and, where
 * there is room, of the paths.
 * @param {readonly Path[]} paths
 * @param {number} step
 * @param {Frame} at
 * @param {Scene} scene
 */
function ends(paths, step, at, { surface }) {
  const [[x0, x1], [y0, y1]] = surface.window;
  const inside = (/** @type {Position} */ [x, y]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;
  const shown = paths.map((path) => {
    const points = path.points.slice(0, step + 1);
    const out = points.findIndex((point) => !inside(point));
    return (out === -1 ? points : points.slice(0, out)).map(
      ([x, y]) => /** @type {Position} */ ([at.x(x), at.y(y)]),
    );
  });
  const places = placeNames(
    shown,
    paths.map(({ name }) => name),
    at.plot,
  );
  return paths.flatMap(({ name, slot }, i) => {
    const last = shown[i]?.at(-1);
    const place = places[i];
    if (last === undefined) return [];
    return [
      element('circle', { class: `end slot-${slot}`, cx: last[0], cy: last[1], r: 4 }),
      ...(place ? [element('text', { class: 'end-label', x: place.left, y: place.bottom - 3 }, name)] : []),
    ];
  });
}

/**
 * Round values, about `count` of them.
 * @param {readonly [number, number]} range
 * @param {number} count
 */
function ticks([low, high], count) {
  const rough = (high - low) / Math.max(2, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const values = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) values.push(Number((i * step).toPrecision(10)));
  return values;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
