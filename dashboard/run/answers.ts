/** What the network of a run answers to the test images: its mistakes, the surest first. */
import { type Database, findArtifact, type RunDetail, readArtifact } from '../../db/index.ts';
import { type ImageDataset, loadDataset } from '../../src/data/index.ts';
import { type Engine, type EngineName, openEngine } from '../../src/engine/index.ts';
import { pictureOf } from '../../src/export/pictures/picture.ts';
import { toPng } from '../../src/tracking/image.ts';
import { type Answer, answerTestImages, surestMistakes } from '../../src/train/index.ts';
import { createAsyncCache } from '../cache.ts';

export interface Mistake {
  /** of the image in the test part */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** output of the head for its answer: a probability but for a linear head */
  readonly output: number;
}

export interface Mistakes {
  /** `all`: every test image, answered by the kept weights; `sample`: the few answers that the run kept */
  readonly of: 'all' | 'sample';
  readonly answered: number;
  /** the surest first */
  readonly wrong: readonly Mistake[];
}

type TestImages = Pick<ImageDataset, 'shape' | 'classNames'> & { readonly images: Uint8Array };

const kept = createAsyncCache<Mistakes>(32);
const engines = createAsyncCache<Engine>(3);
const images = createAsyncCache<TestImages>(2);
/** One at a time: a page must not take the cores of a sweep. */
let last: Promise<unknown> = Promise.resolve();

/** @throws Error where neither weights nor answers were kept, or the data are not there any more */
export async function mistakesOf(db: Database, run: RunDetail): Promise<Mistakes> {
  const weights = findArtifact(db, run.id, 'weights.f32');
  if (weights === null || run.config === null) return ofSample(db, run);
  return kept(`${run.id} ${weights.sha256}`, () => {
    const made = last.then(() => ofWeights(db, run));
    last = made.catch(() => {});
    return made;
  });
}

async function ofWeights(db: Database, run: RunDetail): Promise<Mistakes> {
  const config = run.config!;
  const weights = readArtifact(db, run.id, 'weights.f32');
  const dataset = await loadOf(run);
  const engine = await engineOf(run);
  const answers = await answerTestImages({ config, engine, dataset, weights });
  return { of: 'all', answered: answers.length, wrong: surestMistakes(answers).map(mistake) };
}

function ofSample(db: Database, run: RunDetail): Mistakes {
  const answers = JSON.parse(readArtifact(db, run.id, 'predictions.json').toString('utf8')) as Answer[];
  return { of: 'sample', answered: answers.length, wrong: surestMistakes(answers).map(mistake) };
}

function mistake({ index, label, answer, probabilities }: Answer): Mistake {
  return { index, label, answer, output: probabilities[answer]! };
}

/** PNG of test images as addresses of their own bytes; grey ones as ink on paper. */
export async function picturesOf(
  run: RunDetail,
  indices: readonly number[],
): Promise<{ readonly classNames: readonly string[]; readonly pictures: readonly string[] }> {
  const config = run.config!;
  const {
    images: bytes,
    shape,
    classNames,
  } = await images(`${config.dataset} ${config.dataSha256}`, async () => {
    const dataset = await loadOf(run);
    const { shape, classNames, test } = dataset;
    return { shape, classNames, images: test.images.slice() };
  });
  const pictures = indices.map((index) => {
    const { width, height, channels, bytes: pixels } = pictureOf(bytes, shape, index);
    const data = channels === 1 ? pixels.map((value) => 255 - value) : pixels;
    return `data:image/png;base64,${Buffer.from(toPng({ width, height, data })).toString('base64')}`;
  });
  return { classNames, pictures };
}

async function loadOf({ config }: RunDetail): Promise<ImageDataset> {
  const dataset = await loadDataset(config!.dataset);
  if (dataset.sha256 === config!.dataSha256) return dataset;
  throw new Error(
    `the run was trained on ${dataset.name} with the digest ${config!.dataSha256.slice(0, 12)}…, the files found have ` +
      `${dataset.sha256.slice(0, 12)}…; restore the original files`,
  );
}

/** The engine of the run where it is to be had; any other reads the same weights. */
function engineOf(run: RunDetail): Promise<Engine> {
  return engines(run.engine ?? 'auto', () =>
    openEngine((run.engine ?? 'auto') as EngineName | 'auto').catch(() => openEngine('auto')),
  );
}
