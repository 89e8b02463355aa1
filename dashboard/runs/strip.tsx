/** Small drawings in cells: a strip of runs on a scale that the whole column shares, and a sparkline. */
import type { FC } from 'hono/jsx';

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** two round values inside, shown in the head */
  readonly ticks: readonly [number, number] | null;
}

const WIDTH = 120;
const HEIGHT = 22;
const PAD = 8;
/** What lies beyond three times the narrower half of the middle 80 % is an arrow at the end of the scale. */
const TAIL = 0.1;

/** null: nothing to draw a scale for */
export function scaleOf(values: readonly number[]): Scale | null {
  if (values.length < 2) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))]!;
  // Good values crowd at one end; the far tail of the other one would press them together.
  const [q, median, p] = [at(TAIL), at(0.5), at(1 - TAIL)];
  const [near, far] = [Math.min(p - median, median - q), Math.max(p - median, median - q)];
  const reach = 3 * (near > 0 ? near : far);
  const low = Math.max(sorted[0]!, median - reach);
  const high = Math.min(sorted.at(-1)!, median + reach);
  if (!(high > low)) return null;
  return { low, high, ticks: roundTicks(low, high) };
}

function roundTicks(low: number, high: number): readonly [number, number] | null {
  const rough = (high - low) / 2;
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const step of [5, 2, 1, 0.5, 0.2].map((factor) => factor * power)) {
    const first = Math.ceil(low / step) * step;
    const last = Math.floor(high / step) * step;
    if (last - first >= step * 0.999) return [round(first), round(last)];
  }
  return null;
}

function round(value: number): number {
  return Number(value.toPrecision(10));
}

export function position(scale: Scale, value: number): number {
  return PAD + ((value - scale.low) / (scale.high - scale.low)) * (WIDTH - 2 * PAD);
}

interface StripProps {
  readonly scale: Scale;
  readonly values: readonly number[];
  readonly mean: number | null;
  /** half width; null where n < 2 */
  readonly spread: number | null;
}

/** Mean dot, spread bar, a faint dot a run. */
export const Strip: FC<StripProps> = ({ scale, values, mean, spread }) => {
  if (mean === null) return <span class="unknown">–</span>;
  const inside = (value: number) => value >= scale.low && value <= scale.high;
  const middle = HEIGHT / 2;
  const clamp = (value: number) => Math.min(WIDTH - 3, Math.max(3, position(scale, value)));
  const faint = values.length > 1 ? values.filter(inside) : [];
  return (
    <svg class="strip" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {(scale.ticks ?? []).map((tick) => {
        const x = position(scale, tick).toFixed(1);
        return <path class="tick" d={`M${x} 3V19`} />;
      })}
      {faint.length === 0 ? null : <path class="one" d={dots(scale, faint)} />}
      {spread === null || spread === 0 ? null : (
        <path
          class="bar"
          d={`M${clamp(mean - spread).toFixed(1)} ${middle}H${clamp(mean + spread).toFixed(1)}`}
        />
      )}
      {inside(mean) ? (
        <circle class="mean" cx={position(scale, mean).toFixed(1)} cy={middle} r="3.2" />
      ) : mean < scale.low ? (
        <path class="beyond" d="M7 7 2 11l5 4" />
      ) : (
        <path class="beyond" d="M113 7l5 4-5 4" />
      )}
    </svg>
  );
};

/** Lines of no length, which round caps make dots of: one element for any number of runs. */
function dots(scale: Scale, values: readonly number[]): string {
  const places = new Set(values.map((value) => position(scale, value).toFixed(1)));
  return [...places].map((x) => `M${x} ${HEIGHT / 2}h0`).join('');
}

const SPARK_WIDTH = 92;

export interface SparkScale {
  /** of the values drawn, already on a log scale */
  readonly low: number;
  readonly high: number;
}

/** 1 − accuracy on a log scale, since accuracy is flat where it matters; no error at all counts as one in a million. */
export function logError(accuracy: number): number {
  return Math.log10(Math.max(1e-6, 1 - accuracy));
}

export const Sparkline: FC<{ line: Float64Array | null; scale: SparkScale | null; label: string }> = (
  props,
) => {
  const { line, scale, label } = props;
  if (line === null || scale === null) return <span class="unknown">–</span>;
  const height = scale.high - scale.low || 1;
  const points = Array.from(line, (value, i) => {
    const x = 2 + ((SPARK_WIDTH - 6) * i) / (line.length - 1);
    const y = 2 + ((scale.high - value) / height) * (HEIGHT - 4);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  const [endX, endY] = points.at(-1)!.split(' ');
  return (
    <svg class="sparkline" width={SPARK_WIDTH} height={HEIGHT} viewBox={`0 0 ${SPARK_WIDTH} ${HEIGHT}`}>
      <title>{label}</title>
      <path d={`M${points.join('L')}`} />
      <circle cx={endX} cy={endY} r="1.8" />
    </svg>
  );
};
