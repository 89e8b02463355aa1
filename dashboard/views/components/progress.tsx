import type { FC } from 'hono/jsx';
import type { StatusCounts } from '../../../db/index.ts';

const HATCH = 'hatch';

/** Once a page: what bars hatch their diverged part with, beside its colour. */
export const HatchPattern: FC = () => (
  <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id={HATCH} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path class="hatch-line" d="M0 0V4" />
      </pattern>
    </defs>
  </svg>
);

/** One bar, segments in fixed order. Widths are SVG attributes: pages carry no inline style. */
export const ProgressBar: FC<{ counts: StatusCounts; label: string }> = ({ counts, label }) => {
  const { total, completed, diverged, failed, running, cancelled } = counts;
  const done = completed + diverged + failed + cancelled;
  let at = 0;
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
      role="progressbar"
      aria-label={label}
      aria-valuemin="0"
      aria-valuemax={String(total)}
      aria-valuenow={String(done)}
      aria-valuetext={`${done} of ${total} runs ended`}
    >
      <rect class="rest" width="100%" height="100%" />
      {segments.map(([meaning, n]) => {
        if (n === 0) return null;
        // in percent: a pattern keeps its angle, where a stretched drawing would not
        const place = { x: percent(at / total), width: percent(n / total), height: '100%' };
        at += n;
        return (
          <>
            <rect class={`part ${meaning}`} {...place} />
            {meaning === 'warn' ? <rect class="hatch" fill={`url(#${HATCH})`} {...place} /> : null}
          </>
        );
      })}
    </svg>
  );
};

function percent(share: number): string {
  return `${(100 * share).toFixed(3)}%`;
}
