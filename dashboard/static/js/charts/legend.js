// Which series are shown: buttons with `data-series`, inside an element whose `data-legend` names the charts.

/** @typedef {import('./spec').ChartSpec} ChartSpec */

/**
 * The spec without what is hidden. Categories of bars and boxes count as series: their names are those of the groups.
 * @param {ChartSpec} spec
 * @param {ReadonlySet<string>} hidden names of series or of their groups
 * @returns {ChartSpec}
 */
export function withoutHidden(spec, hidden) {
  if (hidden.size === 0) return spec;
  const categories = spec.x.categories ?? [];
  const kept = categories.flatMap((name, i) => (hidden.has(name) ? [] : [i]));
  const series = spec.series
    .filter((one) => !hidden.has(('group' in one ? one.group : undefined) ?? one.name))
    .map((one) => {
      if (one.kind === 'bars') {
        const { errors } = one;
        const values = kept.map((i) => one.values[i] ?? null);
        return errors === undefined
          ? { ...one, values }
          : { ...one, values, errors: kept.map((i) => errors[i] ?? null) };
      }
      if (one.kind !== 'boxes') return one;
      return {
        ...one,
        values: kept.map((i) => one.values[i] ?? null),
        slots: kept.map((i) => one.slots[i] ?? null),
        shades: kept.map((i) => one.shades?.[i] ?? null),
        points: one.points.flatMap(([category, value]) => {
          const at = kept.indexOf(category);
          return at === -1 ? [] : [/** @type {[number, number]} */ ([at, value])];
        }),
      };
    });
  const x =
    spec.x.scale === 'category' && series.every((one) => one.kind === 'bars' || one.kind === 'boxes')
      ? { ...spec.x, categories: kept.map((i) => categories[i] ?? '') }
      : spec.x;
  return { ...spec, x, series };
}

/**
 * What a click on a legend hides: the one clicked, or all others; a second time shows them again.
 * @param {ReadonlySet<string>} hidden
 * @param {string} name
 * @param {readonly string[]} all
 * @param {boolean} isolate
 * @returns {Set<string>}
 */
export function toggled(hidden, name, all, isolate) {
  if (isolate) {
    const others = all.filter((one) => one !== name);
    const alone = !hidden.has(name) && others.every((one) => hidden.has(one));
    return alone ? new Set() : new Set(others);
  }
  const next = new Set(hidden);
  if (!next.delete(name)) next.add(name);
  return next;
}

/**
 * Buttons say whether their series is shown.
 * @param {Iterable<Element>} legends
 * @param {ReadonlySet<string>} hidden
 */
export function markLegends(legends, hidden) {
  for (const legend of legends) {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (legend.querySelectorAll('[data-series]'))) {
      button.setAttribute('aria-pressed', String(!hidden.has(button.dataset.series ?? '')));
    }
  }
}

/**
 * Buttons for the series of another spec, where they are not those that are there.
 * @param {Element} legend
 * @param {ChartSpec} spec
 * @param {ReadonlySet<string>} hidden
 */
export function renewLegend(legend, spec, hidden) {
  /** @type {Map<string, number>} */
  const entries = new Map();
  for (const one of spec.series) {
    if (one.kind !== 'line' && one.kind !== 'dots' && one.kind !== 'bars') continue;
    const name = ('group' in one ? one.group : undefined) ?? one.name;
    if (!entries.has(name)) entries.set(name, one.slot ?? 0);
  }
  const names = namesIn(legend);
  if (names.length === entries.size && names.every((name) => entries.has(name))) return;
  legend.replaceChildren(...[...entries].map(([name, slot]) => buttonOf(name, slot)));
  markLegends([legend], hidden);
}

const SVG = 'http://www.w3.org/2000/svg';

/** As views/components/chart.tsx makes it. @param {string} name @param {number} slot */
function buttonOf(name, slot) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.series = name;
  const swatch = document.createElementNS(SVG, 'svg');
  const line = document.createElementNS(SVG, 'line');
  for (const [key, value] of Object.entries({ x1: 0, y1: 4, x2: 18, y2: 4 }))
    line.setAttribute(key, `${value}`);
  const all = {
    class: `swatch slot-${slot}`,
    width: 18,
    height: 8,
    viewBox: '0 0 18 8',
    'aria-hidden': true,
  };
  for (const [key, value] of Object.entries(all)) swatch.setAttribute(key, `${value}`);
  swatch.append(line);
  button.append(swatch, name);
  return button;
}

/** @param {Element} legend */
export function namesIn(legend) {
  const buttons = /** @type {HTMLElement[]} */ ([...legend.querySelectorAll('[data-series]')]);
  return buttons.map(({ dataset }) => dataset.series ?? '');
}
