/**
 * Effects with their intervals on one axis for all claims: in multiples of the margin, right is for the statement. Linear
 * within the margin, logarithmic beyond: a claim may be off by a tenth of its margin or by twenty times.
 */
import type { FC } from 'hono/jsx';
import type { ComparisonRecord } from '../../src/claims/index.ts';
import { significant } from '../format.ts';

const FOREST_WIDTH = 260;
const HEIGHT = 28;
const MIDDLE = FOREST_WIDTH / 2;
/** Of each half, for what is too small to count. */
const ZONE = 0.26;
/** Beyond this many margins there is an arrow, in place of an interval's end and of the effect's dot. */
const EDGE = 30;
const PAD = 8;

/** The x of an effect in margins; clamped to the edge. */
function forestX(margins: number): number {
  const size = Math.min(Math.abs(margins), EDGE);
  const share = size <= 1 ? size * ZONE : ZONE + (1 - ZONE) * (Math.log(size) / Math.log(EDGE));
  return MIDDLE + Math.sign(margins) * share * (MIDDLE - PAD);
}

const TICKS = [-10, -3, -1, 0, 1, 3, 10];

/** Head of the column: the ticks in margins. */
export const ForestHead: FC = () => (
  <svg
    class="forest head"
    width={FOREST_WIDTH}
    height={32}
    viewBox={`0 0 ${FOREST_WIDTH} 32`}
    aria-hidden="true"
  >
    <text x={PAD} y="10" class="side">
      ← against
    </text>
    <text x={FOREST_WIDTH - PAD} y="10" class="side" text-anchor="end">
      for →
    </text>
    {TICKS.map((tick) => (
      <text x={forestX(tick).toFixed(1)} y="28" text-anchor="middle">
        {String(tick).replace('-', '−')}
      </text>
    ))}
  </svg>
);

type Shown = Pick<ComparisonRecord, 'effect' | 'interval95' | 'verdict'>;

export const ForestRow: FC<{ comparison: Shown; margin: number }> = ({ comparison, margin }) => {
  const { effect, interval95, verdict } = comparison;
  if (effect === null) return <span class="unknown">no pair of seeds has a value</span>;
  const low = interval95.low === null ? Number.NEGATIVE_INFINITY : interval95.low / margin;
  const high = interval95.high === null ? Number.POSITIVE_INFINITY : interval95.high / margin;
  const at = effect / margin;
  const [left, right] = [forestX(low), forestX(high)];
  return (
    <svg
      class={`forest row ${verdict}`}
      width={FOREST_WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${multiple(at)} margins, 95 % interval ${multiple(low)} to ${multiple(high)}`}
    >
      <rect class="zone" x={forestX(-1)} width={forestX(1) - forestX(-1)} y="0" height="100%" />
      <line class="zero" x1={MIDDLE} x2={MIDDLE} y1="0" y2="100%" />
      <svg y="50%" overflow="visible">
        <path class="interval" d={`M${left.toFixed(1)} 0H${right.toFixed(1)}`} />
        {low < -EDGE ? <Arrow way={-1} /> : low > EDGE ? null : <End x={left} />}
        {high > EDGE ? <Arrow way={1} /> : high < -EDGE ? null : <End x={right} />}
        {Math.abs(at) > EDGE ? (
          <Arrow way={at > 0 ? 1 : -1} effect />
        ) : (
          <circle class="effect" cx={forestX(at).toFixed(1)} cy="0" r="4" />
        )}
      </svg>
    </svg>
  );
};

/** At the edge of the scale; that of an effect is larger than that of a bound. */
const Arrow: FC<{ way: 1 | -1; effect?: boolean }> = ({ way, effect = false }) => {
  const tip = forestX(way * EDGE) + way * 2;
  const [length, half] = effect ? [12, 6] : [7, 4];
  return (
    <path
      class={effect ? 'effect' : 'arrow'}
      d={`M${tip - way * length} ${-half}L${tip} 0l${-way * length} ${half}z`}
    />
  );
};

const End: FC<{ x: number }> = ({ x }) => <path class="interval" d={`M${x.toFixed(1)} -3v6`} />;

function multiple(value: number): string {
  return Number.isFinite(value) ? significant(value, 2) : 'unbounded';
}
