/** Single test images with the answers that a run gave, as one picture. */
import { getRun, readArtifact } from '../../../db/index.ts';
import { DatasetError, type ImageDataset, loadDataset } from '../../data/index.ts';
import { pictureOf } from '../../export/pictures/picture.ts';
import { predictionSheet } from '../../export/pictures/sheet.ts';
import type { Answer } from '../../train/index.ts';
import type { FigureDefinition } from '../definition.ts';
import type { Figure, FigureContext } from './figure.ts';

const MOST = 20;

export async function predictionFigure(
  { title, arm: wanted }: Extract<FigureDefinition, { kind: 'predictions' }>,
  number: number,
  { db, evidence, onRemark }: FigureContext,
): Promise<Figure[]> {
  const arm = evidence.arms.find((one) => one.arm === wanted);
  const run = arm?.runs.find(({ diverged }) => !diverged);
  if (arm === undefined || run === undefined) return [];
  const answers = JSON.parse(readArtifact(db, run.id, 'predictions.json').toString()) as Answer[];
  let dataset: ImageDataset;
  try {
    dataset = await loadDataset(String(getRun(db, run.id).parameters.dataset));
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    onRemark?.(`"${title}" is left out: ${error.message}`);
    return [];
  }
  const items = answers.slice(0, MOST).map(({ index, label, answer, probabilities }) => ({
    picture: pictureOf(dataset.test.images, dataset.shape, index),
    caption: `#${index} is ${dataset.classNames[label]}`,
    answer: `${dataset.classNames[answer]}  ${(100 * probabilities[answer]!).toFixed(1)} %`,
    right: answer === label,
  }));
  if (items.length === 0) return [];
  return [
    {
      title,
      file: `${number}-predictions.png`,
      bytes: predictionSheet(`${arm.label}, seed ${run.seed}`, items),
      caption: `Evenly spaced test images with the answer of one run (${arm.label}, seed ${run.seed}) and its probability.`,
    },
  ];
}
