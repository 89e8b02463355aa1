/** On phones, where parallel coordinates have no room: the best single runs with their settings. */
import type { FC } from 'hono/jsx';
import { isShare, metricText } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import type { Analysis } from './analysis.ts';
import { levelIn, levelName } from './values.ts';

const SHOWN = 10;

/** Replaced live. */
export const TopTenCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { trials, view, work, direction } = analysis;
  const sign = direction === 'max' ? -1 : 1;
  const best = trials
    .filter(({ value }) => value !== null)
    .sort((a, b) => sign * (a.value! - b.value!))
    .slice(0, SHOWN);
  if (best.length === 0) return null;
  return (
    <Card
      id="sweep-top-ten"
      class="top-ten"
      title={`The best ${best.length === 1 ? 'run' : `${best.length} runs`}`}
      footnote={`Single runs by ${view.metric}, n 1 each: the best of many is in part luck; the leaderboard has the means.`}
    >
      <ol>
        {best.map((trial, i) => (
          <li>
            <span class="number muted">{i + 1}</span>
            <a href={`/runs/${trial.id}`}>
              {[
                ...work.factors.map(({ name }) => levelName(levelIn(trial, name))),
                ...(trial.seed === null ? [] : [`seed ${trial.seed}`]),
              ].join(' · ')}
            </a>
            <span class="number">{`${metricText(view.metric, trial.value)}${isShare(view.metric) ? ' %' : ''}`}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
};
