/** Main effects and interactions, with the words and numbers of `descent effects`. */
import type { FC } from 'hono/jsx';
import {
  aboutLearningRate,
  counted,
  isUnmatched,
  legend,
  nothingToCompare,
} from '../../src/cli/effects-words.ts';
import { levelText } from '../../src/cli/select.ts';
import type { EffectAnalysis, Interaction, MainEffect } from '../../src/stats/index.ts';
import { createColors } from '../../src/sweep/progress/colors.ts';
import { differenceText, differenceUnit } from '../format.ts';
import { Card } from '../views/components/card.tsx';
import type { Analysis } from './analysis.ts';
import { CsvLink } from './csv-link.tsx';

const PLAIN = createColors(false);
const MOST_INTERACTIONS = 12;
const WIDTH = 160;

/** Replaced live. */
export const EffectsCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { effects } = analysis.deep;
  if (effects === null) return null;
  const { metric } = analysis.view;
  const why = nothingToCompare(effects, metric);
  const main = effects.main.filter((effect) => effect.effect !== null && !isUnmatched(effect));
  return (
    <Card
      id="sweep-effects"
      class="effects-card"
      title="Main effects"
      remark={`on ${metric}${unitIn(metric)}`}
      tools={<CsvLink analysis={analysis} table="effects" />}
      footnote={`${counted(effects)}. ${legend(effects, metric).join(' ').replace('; * it', '; bold: it')}`}
      flush
    >
      {why === null ? (
        <>
          <p class="card-note">{aboutLearningRate(effects, PLAIN)}</p>
          <EffectTable
            metric={metric}
            heads={['setting', 'level', 'reference']}
            rows={main.map((effect) => ({
              estimate: effect,
              names: [
                effect.factor,
                nameIn(effects, effect.factor, effect.level),
                nameIn(effects, effect.factor, effect.reference),
              ],
            }))}
          />
        </>
      ) : (
        <p class="card-note">{why}</p>
      )}
    </Card>
  );
};

/** Replaced live. */
export const InteractionsCard: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { effects } = analysis.deep;
  const { metric } = analysis.view;
  const interactions = (effects?.interactions ?? [])
    .filter(({ n }) => n > 0)
    .sort((a, b) => Number(b.clear) - Number(a.clear) || Math.abs(b.effect!) - Math.abs(a.effect!));
  if (effects === null || interactions.length === 0) return null;
  return (
    <Card
      id="sweep-interactions"
      class="effects-card span"
      title="Interactions"
      remark={`how one effect changes with another${unitIn(metric)}`}
      tools={<CsvLink analysis={analysis} table="interactions" />}
      footnote={
        `The ${Math.min(MOST_INTERACTIONS, interactions.length)} largest of ${interactions.length}, clear ones first; ` +
        'interval: t interval at 95 % of each alone.'
      }
      flush
    >
      <EffectTable
        metric={metric}
        heads={['effect of', 'with']}
        rows={interactions.slice(0, MOST_INTERACTIONS).map((interaction) => ({
          estimate: interaction,
          names: [0, 1].map((i) => {
            const factor = interaction.factors[i]!;
            return `${factor} ${nameIn(effects, factor, interaction.levels[i]!)}`;
          }),
        }))}
      />
    </Card>
  );
};

function unitIn(metric: string): string {
  const unit = differenceUnit(metric);
  return unit === '' ? '' : `, ${unit}`;
}

function nameIn({ factors }: EffectAnalysis, factor: string, level: MainEffect['level']): string {
  return levelText(level, factors.find(({ name }) => name === factor)?.levels ?? []);
}

interface Row {
  readonly estimate: MainEffect | Interaction;
  readonly names: readonly string[];
}

const EffectTable: FC<{ metric: string; heads: readonly string[]; rows: readonly Row[] }> = (props) => {
  const { metric, heads, rows } = props;
  const bounds = rows.flatMap(({ estimate: { effect, interval } }) => [
    effect ?? 0,
    interval?.low ?? 0,
    interval?.high ?? 0,
  ]);
  const scale = { low: Math.min(0, ...bounds), high: Math.max(0, ...bounds) };
  return (
    <div
      class="table-scroll board-scroll"
      tabindex={0}
      role="region"
      aria-label={`${heads[0]}, table of effects`}
    >
      <table class="table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
            <th scope="col" class="number">
              effect
            </th>
            <th scope="col">95 % interval</th>
            <th scope="col" class="number">
              n
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ estimate, names }) => (
            <tr>
              {names.map((name) => (
                <td>{name}</td>
              ))}
              <td class="number">
                {estimate.clear ? (
                  <b>{differenceText(metric, estimate.effect)}</b>
                ) : (
                  differenceText(metric, estimate.effect)
                )}
              </td>
              <td>
                <IntervalBar estimate={estimate} scale={scale} metric={metric} />
              </td>
              <td class="number">{estimate.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const IntervalBar: FC<{
  estimate: MainEffect | Interaction;
  scale: { low: number; high: number };
  metric: string;
}> = ({ estimate: { effect, interval, clear }, scale, metric }) => {
  const span = scale.high - scale.low || 1;
  const x = (value: number) => (4 + ((value - scale.low) / span) * (WIDTH - 8)).toFixed(1);
  const text =
    interval === null
      ? ''
      : `${differenceText(metric, interval.low)} to ${differenceText(metric, interval.high)}`;
  return (
    <svg
      class={`interval-bar${clear ? ' clear' : ''}`}
      width={WIDTH}
      height="16"
      viewBox={`0 0 ${WIDTH} 16`}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      <path class="zero" d={`M${x(0)} 0V16`} />
      {interval === null ? null : <path class="range" d={`M${x(interval.low)} 8H${x(interval.high)}`} />}
      {effect === null ? null : <circle cx={x(effect)} cy="8" r="3.5" />}
    </svg>
  );
};
