/** Answers in the terminal: pictures side by side with what they are and what the network says. */
import type { Head } from '../../config/index.ts';
import type { ImageDataset } from '../../data/index.ts';
import { cropTogether, fitPicture, pictureLines, pictureOf } from '../../export/pictures/picture.ts';
import { truncate, visibleLength } from '../../sweep/progress/format.ts';
import type { Answer } from '../../train/index.ts';
import { significant } from '../format.ts';
import type { Output } from '../output.ts';

const GAP = '   ';
/** Where the width of the output is not known. */
const PIPE_WIDTH = 100;
const WIDEST_CAPTION = 26;

export interface Headline {
  readonly title: string;
  readonly summary: string;
  readonly head: Head;
}

export function printAnswers(
  answers: readonly Answer[],
  dataset: ImageDataset,
  { title, summary, head }: Headline,
  output: Output,
): void {
  const { colors } = output;
  output.line(`${colors.bold(title)}\n${summary}`);
  if (!isProbability(head))
    output.line(colors.dim('The numbers are outputs of a linear head: no probabilities.'));
  const pictures = cropTogether(
    answers.map(({ index }) => fitPicture(pictureOf(dataset.test.images, dataset.shape, index))),
  );
  const tiles = answers.map((answer, i) => [
    `#${answer.index} is ${dataset.classNames[answer.label]}`,
    ...pictureLines(pictures[i]!, colors.isColorSupported),
    verdict(answer, dataset, head, colors),
  ]);
  const captions = tiles.flatMap((tile) => [tile[0]!, tile.at(-1)!].map(visibleLength));
  const width = Math.max(pictures[0]?.width ?? 0, Math.min(WIDEST_CAPTION, Math.max(0, ...captions)));
  const room = Number.isFinite(output.width) ? output.width : PIPE_WIDTH;
  const perRow = Math.max(1, Math.floor((room + GAP.length) / (width + GAP.length)));
  for (let first = 0; first < tiles.length; first += perRow) {
    output.line();
    const row = tiles.slice(first, first + perRow);
    for (let line = 0; line < row[0]!.length; line++) {
      output.line(
        row
          .map((tile) => padded(tile[line]!, width))
          .join(GAP)
          .trimEnd(),
      );
    }
  }
}

function verdict(answer: Answer, dataset: ImageDataset, head: Head, colors: Output['colors']): string {
  const text = answerText(answer, dataset, head);
  return answer.answer === answer.label ? colors.green(`✓ ${text}`) : colors.red(`✕ ${text}`);
}

/** `7  99.8 %`; outputs of a linear head are no probabilities: `7  0.98` */
export function answerText(
  { answer, probabilities }: Answer,
  { classNames }: ImageDataset,
  head: Head,
): string {
  const value = probabilities[answer]!;
  const text = isProbability(head) ? `${(100 * value).toFixed(1)} %` : significant(value, 3);
  return `${classNames[answer]}  ${text}`;
}

export function isProbability(head: Head): boolean {
  return head !== 'linear+mse';
}

function padded(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + ' '.repeat(Math.max(0, width - visibleLength(cut)));
}
