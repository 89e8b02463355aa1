import type { FC } from 'hono/jsx';
import type { ChartSpec } from '../charts/spec.ts';
import { counted } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import type { Analysis } from './analysis.ts';
import type { DeepAnalysis } from './deep.ts';
import { ExportMenu } from './export-menu.tsx';

const SHOWN = 8;
/** Shares below half a percent are noise of the trees. */
const SMALLEST = 0.005;

export function shownShares({ importance }: DeepAnalysis): DeepAnalysis['importance'] {
  return importance.filter(({ share }) => share >= SMALLEST).slice(0, SHOWN);
}

/** Replaced live, where a tenth of the sweep has ended since. */
export const ImportanceCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { deep, view } = analysis;
  const shown = shownShares(deep);
  if (shown.length === 0) return null;
  const rest = Math.max(0, 1 - deep.importance.reduce((sum, { share }) => sum + share, 0));
  const guessed = deep.divergedAtChance;
  return (
    <Card
      id="sweep-importance"
      title="Importance"
      remark={`share of the variance of ${view.metric}`}
      tools={
        <ExportMenu
          analysis={analysis}
          table="importance"
          title="Importance"
          spec={importanceSpec(analysis)}
        />
      }
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

/** As a picture: bars with ± 1 std over the trees. */
export function importanceSpec({ deep, view }: Analysis): ChartSpec {
  const shown = shownShares(deep);
  return {
    x: { title: 'settings', scale: 'category', categories: shown.map(({ names }) => names.join(' × ')) },
    y: { title: `share of the variance of ${view.metric}, %`, scale: 'linear', fromZero: true },
    series: [
      {
        ...{ kind: 'bars', name: 'share', slot: 1 },
        values: shown.map(({ share }) => 100 * share),
        errors: shown.map(({ std }) => (std === null ? null : 100 * std)),
      },
    ],
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
