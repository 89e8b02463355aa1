/** Cells of numbers: the mean never stands without its spread and n. */
import type { FC } from 'hono/jsx';
import { metricText, spreadText, UNKNOWN } from '../../format.ts';

export type Spread = 'std' | 'se' | 'ci';

export const SPREAD_LABELS: Readonly<Record<Spread, string>> = { std: '± std', se: '± s.e.', ci: '95 % CI' };

interface MeanCellProps {
  readonly metric: string;
  readonly mean: number | null;
  /** half width; null where n < 2 */
  readonly spread: number | null;
  /** not distinguishable from the best */
  readonly best?: boolean;
  /** a single run: no spread to speak of */
  readonly single?: boolean;
}

/** `98.94 ± 0.07` */
export const MeanSpread: FC<MeanCellProps> = ({ metric, mean, spread, best = false, single = false }) => {
  if (mean === null) return <span class="unknown">{UNKNOWN}</span>;
  const text = metricText(metric, mean);
  return (
    <span class="mean-spread">
      {best ? <b>{text}</b> : text}
      {single ? null : <span class="spread"> ± {spreadText(metric, mean, spread)}</span>}
    </span>
  );
};
