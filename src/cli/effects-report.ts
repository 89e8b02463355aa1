/** What `descent effects` prints: tables with bars for people, records for programs. */
import type { EffectAnalysis, Interaction, Level, LevelSummary, MainEffect } from '../stats/index.ts';
import { differenceText, differenceUnit, isShare, metricText, settingText } from './format.ts';
import { type IntervalScale, intervalScale } from './interval-bar.ts';
import type { Column, Output } from './output.ts';

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

function counted({ runs, valued, diverged, compared, tuned }: EffectAnalysis): string {
  const rest = runs - valued - diverged;
  const parts = [
    `${runs} runs`,
    valued === runs ? 'all with a value' : `${valued} with a value`,
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(rest > 0 ? [`${rest} without one (not completed, or the metric was not logged)`] : []),
    ...(tuned.length > 0 ? [`${compared} compared`] : []),
  ];
  return parts.join(', ');
}

/** null: there is something */
function nothingToCompare(analysis: EffectAnalysis, metric: string): string | null {
  const { factors, valued, runs, main, tuned } = analysis;
  if (runs === 0) return 'No run matches: nothing to compare.';
  if (valued === 0) return `No run has completed with a value of ${metric}: nothing to compare yet.`;
  if (factors.length === 0) {
    return tuned.length > 0
      ? `Only ${tuned.join(', ')} varies between these runs, and it is taken at its best; --tune none compares its levels.`
      : 'All these runs have the same settings: nothing to compare. `descent leaderboard` shows their spread over seeds.';
  }
  if (main.every(({ n }) => n === 0)) {
    const names = factors.map(({ name }) => name);
    return (
      `No two of these runs differ in one setting alone (${names.join(', ')} vary together): no effect can be told ` +
      `from another.\nTake some at their best instead, with --tune ${names.slice(1).join(',') || names[0]}, or run a grid.`
    );
  }
  return null;
}

function aboutLearningRate({ learningRate, dependent, tuned }: EffectAnalysis, colors: Output['colors']) {
  const others = tuned.filter((name) => name !== 'learningRate');
  const alsoTuned =
    others.length > 0 ? `\n${others.join(', ')}: at the best value, by mean validation accuracy.` : '';
  if (learningRate === 'untuned') {
    const follows = dependent.find(({ name }) => name === 'learningRate');
    const reason =
      follows === undefined
        ? 'one rate for all, or the default of each optimizer'
        : `it goes with ${follows.of}, so their effects cannot be told apart`;
    return `${colors.yellow('learning rate untuned')}: ${reason}.${alsoTuned}`;
  }
  const where = learningRate === 'partly' ? ' (only some settings were tried at several)' : '';
  const how = tuned.includes('learningRate')
    ? 'each setting at its best rate, by mean validation accuracy'
    : 'rates are compared like any setting, none is tuned';
  return `learning rate: ${how}${where}.${alsoTuned}`;
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

/** `on` where a setting with parts is there or not: `monitor validation/loss, patience 2, …` would fill a line. */
function levelText(level: Level, levels: readonly Level[]): string {
  const others = levels.filter((one) => one !== level);
  const onOff = typeof level === 'string' && level.includes(' ') && others.every((one) => one === false);
  if (onOff) return 'on';
  return level === false ? 'off' : settingText(level);
}

function legend(analysis: EffectAnalysis, metric: string): string[] {
  const { main, interactions, diverged, dependent } = analysis;
  const unit = isShare(metric) ? ', in percentage points' : '';
  const lines = [
    `effect: mean difference to the reference between runs that differ in nothing else, over n pairs${unit}.`,
    `interval: t interval at 95 %, of each effect alone; * it also holds for all ${main.length} effects at once (Bonferroni)` +
      (interactions.length > 0 ? `, or all ${interactions.length} interactions.` : '.'),
  ];
  const unmatched = unmatchedSettings(analysis);
  if (unmatched.length > 0) {
    lines.push(
      `No two runs differ in it alone, so without an effect of its own: ${unmatched.join(', ')} (see --tune).`,
    );
  }
  if (diverged > 0) {
    lines.push(
      'A diverged run has no value: pairs with one are left out, which flatters settings that diverge. The last',
      'column counts the diverged ones among all runs of a level.',
    );
  }
  for (const of of new Set(dependent.map((one) => one.of))) {
    const names = dependent.filter((one) => one.of === of).map(({ name }) => name);
    lines.push(`Not told apart from ${of}, with which they change: ${names.join(', ')}.`);
  }
  return lines;
}

/** Names of settings, or of single levels, that were never paired with their reference. */
function unmatchedSettings({ factors, main }: EffectAnalysis): string[] {
  return factors.flatMap(({ name, levels }) => {
    const own = main.filter(({ factor }) => factor === name);
    const alone = own.filter((effect) => isUnmatched(effect) && effect.level !== null);
    if (alone.length === own.length) return [name];
    return alone.map(({ level }) => `${name} ${levelText(level, levels)}`);
  });
}

function isUnmatched({ n, missing }: MainEffect): boolean {
  return n + missing === 0;
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
