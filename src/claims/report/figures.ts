/** The figures of a claim's page, each as a file with the words below it. */
import type { FigureDefinition } from '../definition.ts';
import { heatMap, lineChart } from './chart.ts';
import type { Figure, FigureContext } from './figure.ts';
import { type FigureData, figureData } from './figure-data.ts';
import { forestPlot } from './forest.ts';
import { predictionFigure } from './predictions.ts';
import { forPicture, hasRuns, MEAN_POINTS, MOST_RUNS, RUN_POINTS } from './series.ts';
import { trajectoryFigures } from './trajectories.ts';

export async function figuresOf(context: FigureContext): Promise<Figure[]> {
  const { claim, evidence } = context;
  const forest = forestPlot(evidence);
  const figures: Figure[] =
    forest === ''
      ? []
      : [
          {
            title: 'All comparisons',
            file: 'forest.svg',
            bytes: forest,
            caption:
              'Effects with intervals that hold together (95 %), in multiples of the margin of each; an arrow: off the scale.',
          },
        ];
  for (const [index, definition] of (claim.figures ?? []).entries()) {
    const made = await drawn(definition, index + 1, context);
    figures.push(...made.filter(({ bytes }) => bytes.length > 0));
  }
  return figures;
}

async function drawn(
  definition: FigureDefinition,
  number: number,
  context: FigureContext,
): Promise<Figure[]> {
  if (definition.kind === 'trajectories') return trajectoryFigures(definition.title, number);
  if (definition.kind === 'predictions') return predictionFigure(definition, number, context);
  return figureData(definition, number, context).map(fileOf);
}

function fileOf(data: FigureData): Figure {
  const { title, name } = data;
  const file = `${name}.svg`;
  if (data.kind === 'heat') return { title, file, bytes: heatMap(data.map), caption: data.caption };
  const bytes = lineChart(forPicture(data.lines), data.x, data.y);
  const caption = hasRuns(data.lines) ? `${data.caption} ${PICTURED}` : data.caption;
  return { title, file, bytes, caption };
}

const PICTURED = `Behind each mean up to ${MOST_RUNS} single runs, drawn at ${RUN_POINTS} of their steps; means at ${MEAN_POINTS}.`;
