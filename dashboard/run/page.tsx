/** The page of one run: what happened in this training, and can I do it again? */
import type { FC } from 'hono/jsx';
import type { Database, RunDetail } from '../../db/index.ts';
import { chartAttributes } from '../charts/view.ts';
import { Banner } from './banner.tsx';
import { CurveCards, LayersCard } from './charts.tsx';
import { ConfigCard, ReproduceCard } from './config.tsx';
import { ConfusionCard } from './confusion.tsx';
import { Details } from './details.tsx';
import { siblingsOf } from './facts.ts';
import { Figures } from './figures.tsx';
import { RunHead } from './head.tsx';
import { outlineOf } from './live.tsx';
import { MistakesPlace } from './mistakes.tsx';
import { Architecture, FilterCard } from './network.tsx';
import type { RunView } from './view.ts';

interface Props {
  readonly db: Database;
  readonly run: RunDetail;
  readonly view: RunView;
}

export const RunPage: FC<Props> = (props) => {
  const { db, run, view } = props;
  const siblings = siblingsOf(db, run);
  return (
    <div
      class="run-page"
      id="run-page"
      data-run={run.id}
      data-outline={outlineOf(run)}
      {...chartAttributes(view.charts)}
    >
      <RunHead run={run} siblings={siblings} />
      <Banner db={db} run={run} />
      <Figures db={db} run={run} siblings={siblings} />
      <div class="run-columns">
        <div class="run-main">
          <CurveCards {...props} />
          <LayersCard {...props} />
          <div class="run-answers">
            <ConfusionCard db={db} run={run} />
            <MistakesPlace run={run} />
          </div>
          <Details {...props} />
        </div>
        <div class="run-side">
          <Architecture run={run} />
          <FilterCard db={db} run={run} />
          <ConfigCard run={run} />
          <ReproduceCard run={run} />
        </div>
      </div>
    </div>
  );
};
