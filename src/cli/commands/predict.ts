import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { type Database, getRun, type RunDetail, readArtifact } from '../../../db/index.ts';
import type { ImageDataset } from '../../data/index.ts';
import type { Engine, EngineName } from '../../engine/contract.ts';
import type { Answer } from '../../train/index.ts';
import { type Context, contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { parseCount } from '../options.ts';
import { answerText, isProbability, printAnswers } from '../predict/print.ts';
import { withDatabase } from '../select.ts';

const DEFAULT_COUNT = 8;

interface PredictOptions {
  readonly count?: number;
  readonly images?: readonly number[];
  readonly wrong?: boolean;
  readonly png?: string;
}

/** `descent predict <run>`: what the network of a run answers. */
export function addPredict(program: Command): void {
  program
    .command('predict')
    .description("show the network's answers for test images, in the terminal and as PNG")
    .argument('<run>', 'a completed run whose weights were kept')
    .option('-n, --count <count>', `so many images, evenly spaced (default: ${DEFAULT_COUNT})`, parseCount)
    .option(
      '-i, --images <numbers>',
      'these images of the test part, from 0, separated by commas',
      parseIndices,
    )
    .option('-w, --wrong', 'the mistakes that the network is surest of')
    .option('-p, --png <file>', 'also save a picture with each image, its answer and the probability')
    .addHelpText(
      'after',
      `
Examples:
  descent predict 8pzs
  descent predict 8pzs --wrong --count 20 --png mistakes.png
  descent predict 8pzs --images 0,17,42 --json`,
    )
    .action(async (reference: string, options: PredictOptions, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => predict(database, reference, options, context));
    });
}

async function predict(
  database: Database,
  reference: string,
  options: PredictOptions,
  { output }: Context,
): Promise<void> {
  if (options.images !== undefined && (options.wrong || options.count !== undefined)) {
    throw new UsageError('--images says which images; leave --wrong and --count out, or leave --images out');
  }
  const run = getRun(database, reference);
  const config = configOf(run);
  const weights = readArtifact(database, run.id, 'weights.f32');
  const { loadDataset } = await import('../../data/index.ts');
  const dataset = await loadDataset(config.dataset);
  checkDataset(run, dataset);
  const { answerTestImages, evenlySpaced, surestMistakes } = await import('../../train/index.ts');
  const engine = await engineFor(run, output);
  const count = options.count ?? DEFAULT_COUNT;
  const indices = options.images
    ? Uint32Array.from(options.images)
    : evenlySpaced(dataset.test.labels.length, count);
  const answers = await answerTestImages({
    ...{ config, engine, dataset, weights },
    ...(options.wrong ? {} : { indices }),
  }).catch((error) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
  const mistakes = options.wrong ? surestMistakes(answers) : null;
  const shown = mistakes?.slice(0, count) ?? answers;
  if (options.png !== undefined && shown.length > 0) {
    await savePng(options.png, run, dataset, shown);
    output.note(`saved ${options.png}`);
  }
  if (output.json) {
    output.data(shown.map((answer) => record(answer, dataset)));
    return;
  }
  const summary = mistakes
    ? `${shown.length} of ${mistakes.length} wrong answers to ${answers.length} test images of ${dataset.name}, the surest first`
    : `${shown.filter(isRight).length} of ${shown.length} test images of ${dataset.name} right`;
  printAnswers(shown, dataset, { title: `${run.name}  ${run.id}`, summary, head: config.head }, output);
}

function configOf(run: RunDetail): NonNullable<RunDetail['config']> {
  if (run.config === null)
    throw new UsageError(`run ${run.id} was logged through the SDK: its network is not known`);
  if (run.status === 'completed') return run.config;
  throw new UsageError(`run ${run.id} is ${run.status}: only a completed run has weights to answer with`);
}

/** Answers to other images would not be those of the run. */
function checkDataset({ id, config }: RunDetail, dataset: ImageDataset): void {
  if (dataset.sha256 === config!.dataSha256) return;
  throw new UsageError(
    `run ${id} was trained on ${dataset.name} with the digest ${config!.dataSha256}, the files found have ` +
      `${dataset.sha256}; restore the original files`,
  );
}

/** The engine of the run where it is to be had; any other reads the same weights. */
async function engineFor(run: RunDetail, output: Context['output']): Promise<Engine> {
  const { openEngine } = await import('../../engine/index.ts');
  try {
    return await openEngine(run.engine as EngineName);
  } catch {
    const engine = await openEngine('auto');
    output.note(
      `the ${run.engine} engine of this run is not to be had here: the ${engine.info.name} engine answers`,
    );
    return engine;
  }
}

async function savePng(
  file: string,
  run: RunDetail,
  dataset: ImageDataset,
  answers: readonly Answer[],
): Promise<void> {
  const { pictureOf } = await import('../../export/pictures/picture.ts');
  const { predictionSheet } = await import('../../export/pictures/sheet.ts');
  const items = answers.map((answer) => ({
    picture: pictureOf(dataset.test.images, dataset.shape, answer.index),
    caption: `#${answer.index} is ${dataset.classNames[answer.label]}`,
    answer: answerText(answer, dataset, run.config!.head),
    right: isRight(answer),
  }));
  const numbers = isProbability(run.config!.head) ? '' : ', outputs of a linear head';
  writeFileSync(file, predictionSheet(`run ${run.id}, test images of ${dataset.name}${numbers}`, items));
}

function isRight({ answer, label }: Answer): boolean {
  return answer === label;
}

function record({ index, label, answer, probabilities }: Answer, { classNames }: ImageDataset): object {
  return {
    index,
    label,
    labelName: classNames[label],
    answer,
    answerName: classNames[answer],
    probability: probabilities[answer],
    right: answer === label,
    probabilities,
  };
}

function parseIndices(text: string): readonly number[] {
  if (!/^\d{1,9}(,\d{1,9})*$/.test(text)) {
    throw new InvalidArgumentError(
      `Expected whole numbers separated by commas, got ${JSON.stringify(text)}.`,
    );
  }
  return text.split(',').map(Number);
}
