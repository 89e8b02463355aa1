import type { FC } from 'hono/jsx';
import { counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import type { Analysis } from './analysis.ts';
import { CsvLink } from './csv-link.tsx';

const SHOWN = 8;
/** Shares below half a percent are noise of the trees. */
const SMALLEST = 0.005;

export const ImportanceCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { deep, view } = analysis;
  const shown = deep.importance.filter(({ share }) => share >= SMALLEST).slice(0, SHOWN);
  if (shown.length === 0) return null;
  const rest = Math.max(0, 1 - deep.importance.reduce((sum, { share }) => sum + share, 0));
  const guessed = deep.divergedAtChance;
  return (
    <Card
      id="sweep-importance"
      title="Importance"
      remark={`share of the variance of ${view.metric}`}
      tools={<CsvLink analysis={analysis} table="importance" />}
      footnote={
        `Functional analysis of variance, 32 regression trees over ${counted(deep.trials, 'run')}, ± std over the trees, ` +
        `seed 0. Pairs: beyond each alone; ${percent(rest)} by three or more together.` +
        (guessed > 0 ? ` ${guessed} diverged runs count as guessing.` : '')
      }
    >
      <ul class="importance">
        {shown.map(({ names, share, std }) => (
          <li>
            <span class="importance-name">{names.join(' × ')}</span>
            <span class="importance-share">
              <b>{percent(share)}</b>
              <span class="spread">{std === null ? '' : ` ± ${Math.round(100 * std)}`}</span>
            </span>
            <svg class="importance-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect class="rest" width="100" height="4" />
              <rect class="share" width={Math.min(100, 100 * share).toFixed(2)} height="4" />
            </svg>
          </li>
        ))}
      </ul>
    </Card>
  );
};

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
