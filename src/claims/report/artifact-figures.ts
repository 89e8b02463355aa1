/** Figures of what the measures keep as files: slices and surfaces of the loss, pairs of numbers. */
import { type Database, getRun, readArtifact } from '../../../db/index.ts';
import type { FigureDefinition } from '../definition.ts';
import type { Line, Point } from './chart.ts';
import type { DataContext, FigureData } from './figure.ts';
import { groups } from './placed-arms.ts';

/** @param number of the figure in its claim, from 1 */
export function artifact(
  { artifact: name, at = 'end', title, arms: wanted }: Extract<FigureDefinition, { kind: 'artifact' }>,
  number: number,
  context: DataContext,
): FigureData[] {
  const [group] = groups(context, wanted);
  const found = (group?.arms ?? []).flatMap(({ arm, slot }) => {
    const [first] = arm.runs.filter(({ diverged, stalled }) => !diverged && !stalled);
    const file = first === undefined ? null : artifactNamed(context.db, first.id, name, at);
    if (first === undefined || file === null) return [];
    return [{ arm, slot, content: JSON.parse(readArtifact(context.db, first.id, file).toString()) }];
  });
  if (found.length === 0) return [];
  const weights = { start: ', at the initial weights', end: ', at the trained weights' }[at];
  const seed = `One run an arm, that of the first final seed that learnt${found.some(({ content }) => content.distances !== undefined) ? weights : ''}.`;
  const lines = found.flatMap(({ arm, slot, content }): Line[] => {
    if (Array.isArray(content.distances)) {
      const points = content.distances.map((x: number, i: number): Point => [x, content.lines[0][i]]);
      return [{ name: arm.label, slot, points }];
    }
    if (Array.isArray(content.points)) {
      const points = content.points.map(([x, y]: [number, number]): Point => [x, y]);
      return [{ name: arm.label, slot, points }];
    }
    return [];
  });
  const figures: FigureData[] = [];
  if (lines.length > 0) {
    const slices = found.some(({ content }) => Array.isArray(content.distances));
    const [x = 'x', y = 'y'] = slices
      ? ['distance, norms of each filter', 'rescaled loss']
      : ((found[0]!.content.columns ?? []) as string[]);
    figures.push({
      kind: 'lines',
      title: slices ? `${title}: along one line` : title,
      name: `${number}-${name}`,
      stratum: group!.stratum,
      lines,
      x: { title: x },
      y: { title: y },
      caption: seed,
    });
  }
  for (const { arm, content } of found.filter(({ content }) => content.surface !== undefined).slice(0, 2)) {
    const names = content.surface.sides.map((value: number) => String(Number(value.toPrecision(2))));
    figures.push({
      kind: 'heat',
      title: `${title}: over a plane, ${arm.label}`,
      name: `${number}-${name}-${arm.arm}`,
      stratum: group!.stratum,
      map: {
        ...{ columns: names, rows: names, values: content.surface.losses },
        ...{ x: 'first direction', y: 'second direction' },
      },
      caption: `${seed} The rescaled loss: 1 at the uniform answer, 0 at the perfect one.`,
    });
  }
  return figures;
}

/** Of `measure-lossSlices-0.json` and `measure-lossSlices-470.json` the first or the last step. */
function artifactNamed(db: Database, id: string, name: string, at: 'start' | 'end'): string | null {
  const all = getRun(db, id).artifacts.map((one) => one.name);
  const step = (file: string) => Number(/-(\d+)\.json$/.exec(file)?.[1] ?? 0);
  const taken = all.filter((one) => one.includes(name)).sort((a, b) => step(a) - step(b));
  return all.find((one) => one === name) ?? (at === 'start' ? taken[0] : taken.at(-1)) ?? null;
}
