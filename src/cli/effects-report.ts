/** What `descent effects` prints: tables with bars for people, records for programs. */
import type { EffectAnalysis, Interaction, LevelSummary, MainEffect } from '../stats/index.ts';
import { aboutLearningRate, counted, isUnmatched, legend, nothingToCompare } from './effects-words.ts';
import { differenceText, differenceUnit, isShare, metricText } from './format.ts';
import { type IntervalScale, intervalScale } from './interval-bar.ts';
import type { Column, Output } from './output.ts';
import { levelText } from './select.ts';

const BAR_WIDTH = 25;
/** Interactions shown without --all. */
const TOP_INTERACTIONS = 10;

interface Shown {
  readonly sweep: string;
  readonly metric: string;
  readonly all: boolean;
}

export function printEffects(analysis: EffectAnalysis, shown: Shown, output: Output): void {
  const { colors } = output;
  output.line(`${colors.bold(shown.sweep)}: effects on ${shown.metric} (last value)`);
  output.line(counted(analysis));
  const why = nothingToCompare(analysis, shown.metric);
  if (why !== null) {
    output.line(`\n${why}`);
    return;
  }
  output.line(aboutLearningRate(analysis, colors));
  output.line();
  printMain(analysis, shown.metric, output);
  printInteractions(analysis, shown, output);
  output.line(`\n${colors.dim(legend(analysis, shown.metric).join('\n'))}`);
}

interface MainRow {
  readonly factor: string;
  readonly first: boolean;
  readonly summary: LevelSummary;
  /** null: the reference level */
  readonly effect: MainEffect | null;
  readonly text: string;
}

function printMain(analysis: EffectAnalysis, metric: string, output: Output): void {
  const { colors } = output;
  const rows = analysis.factors.flatMap(({ name, levels, reference, summaries }): MainRow[] => {
    const ordered = [reference, ...levels.filter((level) => level !== reference)];
    const rows = ordered.map((level, i) => ({
      factor: name,
      first: i === 0,
      summary: summaries.find((one) => one.level === level)!,
      effect: analysis.main.find((one) => one.factor === name && one.level === level) ?? null,
      text: levelText(level, levels),
    }));
    // runs that do not have the setting at all, and so are compared with none that has
    return rows.filter(({ effect }) => effect === null || effect.level !== null || !isUnmatched(effect));
  });
  const scale = intervalScale(spanOf(analysis.main), BAR_WIDTH);
  const bounds = (value: number) => differenceText(metric, value);
  const columns: Column<MainRow>[] = [
    { title: 'setting', value: ({ factor, first }) => (first ? colors.bold(factor) : ''), minWidth: 8 },
    { title: 'level', value: ({ text }) => text, minWidth: 6 },
    {
      title: isShare(metric) ? 'mean %' : 'mean',
      value: ({ summary }) => metricText(metric, summary.mean),
      align: 'right',
    },
    {
      title: `effect ${differenceUnit(metric)}`.trim(),
      value: ({ effect }) => (effect === null ? colors.dim('reference') : effectText(effect, metric, colors)),
      align: 'right',
    },
    { title: '95 % interval', value: ({ effect }) => intervalText(effect, metric), align: 'right' },
    { title: scale.title(bounds), value: ({ effect }) => barText(effect, scale, colors), dropOrder: 1 },
    { title: 'n', value: ({ effect }) => (effect === null ? '' : String(effect.n)), align: 'right' },
  ];
  if (analysis.main.some(({ missing }) => missing > 0)) {
    columns.push({
      title: 'left out',
      value: ({ effect }) => (effect !== null && effect.missing > 0 ? String(effect.missing) : ''),
      align: 'right',
    });
  }
  if (analysis.diverged > 0) {
    columns.push({
      title: 'diverged',
      value: ({ summary: { diverged, runs } }) => (diverged > 0 ? `${diverged}/${runs}` : ''),
      align: 'right',
    });
  }
  output.table({ rows, columns, records: () => [], empty: '' });
}

function printInteractions(analysis: EffectAnalysis, { metric, all }: Shown, output: Output): void {
  const { colors } = output;
  const measured = analysis.interactions
    .filter(({ n }) => n > 0)
    .sort((a, b) => Number(b.clear) - Number(a.clear) || Math.abs(b.effect!) - Math.abs(a.effect!));
  if (measured.length === 0) return;
  const rows = all ? measured : measured.slice(0, TOP_INTERACTIONS);
  const scale = intervalScale(spanOf(rows), BAR_WIDTH);
  const levelsOf = (name: string) => analysis.factors.find((factor) => factor.name === name)!.levels;
  const side = ({ factors, levels }: Interaction, i: 0 | 1) =>
    `${factors[i]} ${levelText(levels[i], levelsOf(factors[i]))}`;
  output.line(
    `\n${colors.bold('interactions')}  ${colors.dim('by how much the effect of one changes with the other')}`,
  );
  output.table({
    rows,
    columns: [
      { title: 'effect of', value: (row) => side(row, 0), minWidth: 12 },
      { title: 'with', value: (row) => side(row, 1), minWidth: 12 },
      {
        title: `change ${differenceUnit(metric)}`.trim(),
        value: (row) => effectText(row, metric, colors),
        align: 'right',
      },
      { title: '95 % interval', value: (row) => intervalText(row, metric), align: 'right' },
      {
        title: scale.title((value) => differenceText(metric, value)),
        value: (row) => barText(row, scale, colors),
        dropOrder: 1,
      },
      { title: 'n', value: ({ n }) => String(n), align: 'right' },
    ],
    records: () => [],
    empty: '',
  });
  const left = measured.length - rows.length;
  if (left > 0) output.line(colors.dim(`${left} more interactions; --all shows them`));
}

type Estimated = MainEffect | Interaction;

function spanOf(rows: readonly Estimated[]): number[] {
  return rows.flatMap(({ effect, interval }) =>
    effect === null ? [] : [effect, interval?.low ?? effect, interval?.high ?? effect],
  );
}

function effectText(row: Estimated, metric: string, colors: Output['colors']): string {
  const text = differenceText(metric, row.effect);
  return row.clear ? `${colors.bold(text)} *` : `${text}  `;
}

function intervalText(row: Estimated | null, metric: string): string {
  if (row?.interval == null) return '';
  return `${differenceText(metric, row.interval.low)} … ${differenceText(metric, row.interval.high)}`;
}

function barText(row: Estimated | null, scale: IntervalScale, colors: Output['colors']): string {
  if (row?.effect == null) return '';
  const bar = scale.bar(row.effect, row.interval);
  return row.clear ? bar : colors.dim(bar);
}

export function effectRecords(analysis: EffectAnalysis, metric: string): object[] {
  const { learningRate, tuned } = analysis;
  const common = { metric, learningRate, tuned };
  const estimate = ({ effect, interval, n, missing, clear }: Estimated) => ({
    effect,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n,
    leftOut: missing,
    clear,
  });
  return [
    ...analysis.main.map((row) => {
      const { factor, level, reference, levelMean, referenceMean } = row;
      const { runs, diverged } = analysis.factors
        .find(({ name }) => name === factor)!
        .summaries.find((summary) => summary.level === level)!;
      return {
        ...{ kind: 'main', setting: factor, level, reference, ...estimate(row) },
        ...{ levelMean, referenceMean, runs, diverged, ...common },
      };
    }),
    ...analysis.interactions.map((row) => ({
      kind: 'interaction',
      settings: row.factors,
      levels: row.levels,
      references: row.references,
      ...estimate(row),
      ...common,
    })),
  ];
}
