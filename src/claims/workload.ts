/** The sizes behind a claim in words: what its arms and strata have in common, and what each has of its own. */
import type { Settings } from './definition.ts';
import type { ClaimPlan } from './plan.ts';

/** `mnist, 20,000 images to train, lenet5 or mlp, 2 epochs, batch 128` */
export function workloadText({ claim, preset, arms }: Pick<ClaimPlan, 'claim' | 'preset' | 'arms'>): string {
  const settings = arms.length === 0 ? [claim.presets[preset].settings] : arms.map((arm) => arm.settings);
  const each = (text: (settings: Settings) => string) => alternatives(settings.map(text));
  const images = each(({ trainSize }) => trainSize?.toLocaleString('en-US') ?? 'all');
  return [
    each(({ dataset = 'mnist10k' }) => dataset),
    ...(images === 'all' ? [] : [`${images} images to train`]),
    each(({ layers, architecture = 'lenet5' }) =>
      layers === undefined ? architecture : 'layers of its own',
    ),
    each(budgetText),
    `batch ${each(({ batchSize = 128 }) => String(batchSize))}`,
  ].join(', ');
}

/** `a`, `a or b`, `a, b or c` */
function alternatives(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  return different.length < 2
    ? different.join('')
    : `${different.slice(0, -1).join(', ')} or ${different.at(-1)}`;
}

function budgetText({ epochs = 5, steps }: Settings): string {
  if (steps !== undefined) return `${steps.toLocaleString('en-US')} steps`;
  return `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}
