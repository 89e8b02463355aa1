import type { FC } from 'hono/jsx';
import type { StatusCounts } from '../../../db/index.ts';

const WIDTH = 1000;

/** One bar, segments in fixed order. Widths are SVG attributes: pages carry no inline style. */
export const ProgressBar: FC<{ counts: StatusCounts; label: string }> = ({ counts, label }) => {
  const { total, completed, diverged, failed, running, cancelled } = counts;
  const done = completed + diverged + failed + cancelled;
  let x = 0;
  const segments = [
    ['ok', completed],
    ['warn', diverged],
    ['bad', failed],
    ['neutral', cancelled],
    ['info', running],
  ] as const;
  return (
    <svg
      class="progress"
      viewBox={`0 0 ${WIDTH} 6`}
      preserveAspectRatio="none"
      role="progressbar"
      aria-label={label}
      aria-valuemin="0"
      aria-valuemax={String(total)}
      aria-valuenow={String(done)}
      aria-valuetext={`${done} of ${total} runs ended`}
    >
      <rect class="rest" width={WIDTH} height="6" />
      {segments.map(([meaning, n]) => {
        const width = total === 0 ? 0 : (n / total) * WIDTH;
        const from = x;
        x += width;
        return width === 0 ? null : (
          <rect class={`part ${meaning}`} x={from.toFixed(2)} width={width.toFixed(2)} height="6" />
        );
      })}
    </svg>
  );
};
