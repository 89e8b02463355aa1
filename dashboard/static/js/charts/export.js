// Charts as files: on white ground, with title and footnote.
import { spreadLabels } from './labels.js';
import { gridOption, optionOf, roomForLabels } from './option.js';
import { heatLegend } from './series.js';
import { rowsOf } from './table.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */

const HEAD = 44;
const FOOT_LINE = 16;
/** height of the bar of a heat map's colours */
const LEGEND = 24;

/**
 * @param {string} title
 * @param {ChartSpec} spec
 * @param {string} footnote
 * @param {HTMLElement} shown
 */
export async function savePng(title, spec, footnote, shown) {
  const url = await render(title, spec, footnote, shown, 'canvas', (chart) =>
    chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: '#ffffff' }),
  );
  download(url, `${fileName(title)}.png`);
}

/**
 * @param {string} title
 * @param {ChartSpec} spec
 * @param {string} footnote
 * @param {HTMLElement} shown
 */
export async function saveSvg(title, spec, footnote, shown) {
  const svg = await render(title, spec, footnote, shown, 'svg', (chart) => chart.renderToSVGString());
  downloadText(svg, 'image/svg+xml', `${fileName(title)}.svg`);
}

/**
 * One row a point. Charts of runs in the database have a link to the server's CSV instead.
 * @param {string} title
 * @param {ChartSpec} spec
 */
export function saveCsv(title, spec) {
  const { head, rows } = rowsOf(spec);
  const text = [head, ...rows].map((row) => row.map(csvField).join(',')).join('\r\n');
  downloadText(`${text}\r\n`, 'text/csv', `${fileName(title)}.csv`);
}

/** Text that a spreadsheet would run as a formula gets an apostrophe. @param {string | number | null} value */
function csvField(value) {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * @template T
 * @param {string} title
 * @param {ChartSpec} spec
 * @param {string} footnote
 * @param {HTMLElement} shown
 * @param {'canvas' | 'svg'} renderer
 * @param {(chart: import('../vendor/echarts.js').ECharts) => T} take
 */
async function render(title, spec, footnote, shown, renderer, take) {
  const echarts = await import('../vendor/echarts.js');
  const width = Math.max(480, shown.clientWidth);
  const lines = wrap(footnote.trim(), Math.floor(width / 6));
  const foot = 8 + FOOT_LINE * lines.length;
  const legend = heatLegend(spec).visualMap;
  const box = document.createElement('div');
  const theme = document.documentElement.dataset.theme;
  // Files are for paper: light, whatever the page has.
  document.documentElement.dataset.theme = 'light';
  const chart = echarts.init(box, null, {
    renderer,
    width,
    height: Math.max(280, shown.clientHeight) + HEAD + foot,
  });
  try {
    chart.setOption(
      optionOf(spec, {
        backgroundColor: '#ffffff',
        title: {
          text: title,
          left: 8,
          top: 8,
          textStyle: { fontSize: 14, fontWeight: 600, color: '#14181f' },
        },
        grid: gridOption(roomForLabels(spec) + 8, foot + 12 + (legend === undefined ? 0 : LEGEND), HEAD),
        // above the footnote, which stands where the page has it
        ...(legend === undefined ? {} : { visualMap: /** @type {any} */ ({ ...legend, bottom: foot + 4 }) }),
        graphic: {
          type: 'text',
          left: 12,
          bottom: 8,
          style: { text: lines.join('\n'), fill: '#5d6673', fontSize: 11, lineHeight: FOOT_LINE },
        },
        toolbox: { show: false },
      }),
    );
    spreadLabels(chart, spec);
    return take(chart);
  } finally {
    chart.dispose();
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

/**
 * @param {string} text
 * @param {number} width in characters
 */
function wrap(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** @param {string} title */
function fileName(title) {
  return title.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'chart';
}

/**
 * @param {string} text
 * @param {string} type
 * @param {string} name
 */
function downloadText(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * @param {string} url
 * @param {string} name
 */
function download(url, name) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
