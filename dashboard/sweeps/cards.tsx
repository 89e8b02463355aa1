/** The lower part of a sweep's page: what is best, and what matters. */
import type { FC } from 'hono/jsx';
import { counted } from '../format.ts';
import { ChartCard } from '../views/components/chart.tsx';
import { EmptyState } from '../views/components/states.tsx';
import type { Analysis } from './analysis.ts';
import { BoardCard } from './board-card.tsx';
import { curvesHref } from './compare-href.ts';
import { AnalysisControls } from './controls.tsx';
import { csvHref } from './csv-link.tsx';
import { bestOfFootnote, bestOfSpec, sensitivityFootnote, sensitivitySpec } from './curves.ts';
import { EffectsCard, InteractionsCard } from './effects-card.tsx';
import { HeatCard } from './heat-card.tsx';
import { ImportanceCard, shownShares } from './importance-card.tsx';
import { parallelFootnote, parallelSpec } from './parallel.ts';
import { PickedNote } from './picked.tsx';
import { TopTenCard } from './top-ten-card.tsx';
import { sweepHref } from './view.ts';

export const SweepCards: FC<{ analysis: Analysis; topic: string }> = ({ analysis, topic }) => (
  <div id="sweep-analysis" class="sweep-analysis" data-topic={topic} data-outline={outlineOf(analysis)}>
    <AnalysisControls analysis={analysis} />
    <PickedNote analysis={analysis} />
    {analysis.work.rows.length > 0 ? (
      <Cards analysis={analysis} />
    ) : (
      <>
        <EmptyState
          title="No run of this sweep is picked"
          actions={[
            {
              label: 'All runs',
              href: sweepHref(analysis.sweep.id, analysis.view, { picks: [] }),
              primary: true,
            },
          ]}
        >
          Nothing fulfils all of the conditions above: take one of them away.
        </EmptyState>
        <ParallelCard analysis={analysis} />
      </>
    )}
  </div>
);

/** Which cards there are: another outline means another page. What stands in them is replaced where it stands. */
export function outlineOf(analysis: Analysis): string {
  const { heat, work, deep } = analysis;
  if (work.rows.length === 0) return 'nothing picked';
  const cards = {
    heat,
    sensitivity: sensitivitySpec(analysis),
    parallel: parallelSpec(analysis),
    'top-ten': analysis.trials.find(({ value }) => value !== null),
    importance: shownShares(deep).length > 0 ? true : null,
    'best-of': bestOfSpec(analysis),
    effects: deep.effects,
    interactions: deep.effects?.interactions.find(({ n }) => n > 0),
  };
  return Object.entries(cards)
    .flatMap(([name, found]) => (found === null || found === undefined ? [] : [name]))
    .join(' ');
}

/** All runs stay in it, so that others can be picked. */
const ParallelCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const parallel = parallelSpec(analysis);
  if (parallel === null) return null;
  return (
    <ChartCard
      id="sweep-parallel"
      class="parallel-card"
      title="Parallel coordinates"
      remark={<LiveText name="parallel-remark" text={counted(parallel.lines, 'run')} />}
      spec={parallel.spec}
      footnote={<LiveText name="parallel-footnote" text={parallelFootnote(analysis)} />}
      csvHref={csvHref(analysis, 'runs')}
      height={280}
    />
  );
};

/** The words of the chart cards that change while runs end: the charts themselves get new data, see live/sweep.tsx. */
export function chartTexts(analysis: Analysis): Readonly<Record<string, string>> {
  const parallel = parallelSpec(analysis);
  return {
    'sensitivity-footnote': sensitivityFootnote(analysis),
    'parallel-remark': parallel === null ? '' : counted(parallel.lines, 'run'),
    'parallel-footnote': parallelFootnote(analysis),
    'best-of-footnote': bestOfFootnote(analysis),
  };
}

const LiveText: FC<{ name: string; text: string }> = ({ name, text }) => <span data-live={name}>{text}</span>;

const Cards: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { x, heat } = analysis;
  const sensitivity = sensitivitySpec(analysis);
  const bestOf = bestOfSpec(analysis);
  return (
    <>
      <div class={heat === null ? 'sweep-row' : 'sweep-row wide-left'}>
        <HeatCard analysis={analysis} />
        <BoardCard analysis={analysis} />
      </div>
      <div class="sweep-row thirds">
        {sensitivity === null ? null : (
          <ChartCard
            id="sweep-sensitivity"
            title={x?.name === 'learningRate' ? 'Learning-rate sensitivity' : `Sensitivity to ${x?.name}`}
            spec={sensitivity}
            footnote={<LiveText name="sensitivity-footnote" text={sensitivityFootnote(analysis)} />}
            csvHref={csvHref(analysis, 'sensitivity')}
            compareHref={curvesHref(analysis, [analysis.color?.name, x?.name])}
            height={280}
          />
        )}
        <ParallelCard analysis={analysis} />
        <TopTenCard analysis={analysis} />
        <ImportanceCard analysis={analysis} />
      </div>
      <div class="sweep-row halves">
        {bestOf === null ? null : (
          <ChartCard
            id="sweep-best-of"
            title="Expected best of k"
            remark="what tuning is worth"
            spec={bestOf}
            footnote={<LiveText name="best-of-footnote" text={bestOfFootnote(analysis)} />}
            csvHref={csvHref(analysis, 'best-of')}
            compareHref={curvesHref(analysis, [analysis.deep.bestOf.factor ?? undefined])}
            height={280}
          />
        )}
        <EffectsCard analysis={analysis} />
        <InteractionsCard analysis={analysis} />
      </div>
    </>
  );
};
