/** What `descent effects` says in words: what was compared, why not, and how to read it. */
import type { EffectAnalysis, MainEffect } from '../stats/index.ts';
import { isShare } from './format.ts';
import type { Output } from './output.ts';
import { levelText } from './select.ts';

export function counted({ runs, valued, diverged, compared, tuned }: EffectAnalysis): string {
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
export function nothingToCompare(analysis: EffectAnalysis, metric: string): string | null {
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

export function aboutLearningRate(
  { learningRate, dependent, tuned }: EffectAnalysis,
  colors: Output['colors'],
) {
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

export function legend(analysis: EffectAnalysis, metric: string): string[] {
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

export function isUnmatched({ n, missing }: MainEffect): boolean {
  return n + missing === 0;
}
