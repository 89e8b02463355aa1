// Numbers on axes and in tooltips: the rules of dashboard/format.ts, for what is drawn in the browser.

const MINUS = '\u2212';
const THIN_SPACE = '\u202f';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * At most `digits` significant digits, thousands by a thin space, 10⁻⁵ below 0.0001.
 * @param {number} value
 * @param {number} [digits]
 * @returns {string}
 */
export function number(value, digits = 4) {
  if (!Number.isFinite(value)) return String(value).replace('-', MINUS);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.9999e-4) return power(value, digits);
  const rounded = Number(value.toPrecision(digits));
  const [whole = '', fraction] = String(Math.abs(rounded)).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) + (fraction === undefined ? '' : `.${fraction}`);
  return value < 0 ? MINUS + text : text;
}

/**
 * @param {number} value
 * @param {number} digits
 * @returns {string}
 */
function power(value, digits) {
  const [mantissa = '1', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const factor = Number(mantissa);
  const raised = [...exponent.replace('+', '')]
    .map((character) => (character === '-' ? '⁻' : SUPERSCRIPTS[Number(character)]))
    .join('');
  const front = factor === 1 ? '' : factor === -1 ? MINUS : `${number(factor, digits)}·`;
  return `${front}10${raised}`;
}

/**
 * Ticks of a log axis: 1, 2, 3, 5 × 10ⁿ below two decades, decades above.
 * @param {number} low
 * @param {number} high
 */
export function logTicks(low, high) {
  const few = Math.log10(high / low) < 2;
  const ticks = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
    for (const factor of few ? [1, 2, 3, 5] : [1]) {
      const tick = Number((factor * 10 ** exponent).toPrecision(12));
      if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push(tick);
    }
  }
  return ticks;
}
