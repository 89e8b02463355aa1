/** The lower part of a sweep's page: what is best, and what matters. */
import type { FC } from 'hono/jsx';
import { counted } from '../format.ts';
import { ChartCard } from '../views/components/chart.tsx';
import type { Analysis } from './analysis.ts';
import { BoardCard } from './board-card.tsx';
import { AnalysisControls } from './controls.tsx';
import { csvHref } from './csv-link.tsx';
import { bestOfFootnote, bestOfSpec, sensitivityFootnote, sensitivitySpec } from './curves.ts';
import { EffectsCards } from './effects-card.tsx';
import { HeatCard } from './heat-card.tsx';
import { ImportanceCard } from './importance-card.tsx';
import { parallelFootnote, parallelSpec } from './parallel.ts';

export const SweepCards: FC<{ analysis: Analysis; topic: string }> = ({ analysis, topic }) => {
  const { x, heat } = analysis;
  const sensitivity = sensitivitySpec(analysis);
  const bestOf = bestOfSpec(analysis);
  const parallel = parallelSpec(analysis);
  return (
    <div id="sweep-analysis" class="sweep-analysis" data-topic={topic}>
      <AnalysisControls analysis={analysis} />
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
            footnote={sensitivityFootnote(analysis)}
            csvHref={csvHref(analysis, 'sensitivity')}
            height={280}
          />
        )}
        {parallel === null ? null : (
          <ChartCard
            id="sweep-parallel"
            class="parallel-card"
            title="Parallel coordinates"
            remark={counted(parallel.lines, 'run')}
            spec={parallel.spec}
            footnote={parallelFootnote(analysis)}
            csvHref={csvHref(analysis, 'runs')}
            height={280}
          />
        )}
        <ImportanceCard analysis={analysis} />
      </div>
      <div class="sweep-row halves">
        {bestOf === null ? null : (
          <ChartCard
            id="sweep-best-of"
            title="Expected best of k"
            remark="what tuning is worth"
            spec={bestOf}
            footnote={bestOfFootnote(analysis)}
            csvHref={csvHref(analysis, 'best-of')}
            height={280}
          />
        )}
        <EffectsCards analysis={analysis} />
      </div>
    </div>
  );
};
