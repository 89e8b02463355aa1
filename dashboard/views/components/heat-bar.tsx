import type { FC } from 'hono/jsx';

/** The nine steps of the sequential palette between the words for its two ends. */
export const HeatBar: FC<{ low: string; high: string }> = ({ low, high }) => (
  <>
    <span>{low}</span>
    <svg
      class="heat-bar"
      width="126"
      height="10"
      viewBox="0 0 9 1"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {Array.from({ length: 9 }, (_, i) => (
        <rect class={`heat-fill-${i + 1}`} x={i} width="1.02" height="1" />
      ))}
    </svg>
    <span>{high}</span>
  </>
);
