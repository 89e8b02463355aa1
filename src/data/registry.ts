import type { ImageShape } from '../config/network.ts';

/** The parts of a dataset, in the order in which its digest is taken. */
export const DATA_FILES = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;
export type DataFile = (typeof DATA_FILES)[number];

/** File names, raw; `.gz` is looked for too. The first is the one that is written. */
export const FILE_NAMES: Readonly<Record<DataFile, readonly [string, ...string[]]>> = {
  // IDX with a fourth dimension, for channels, is sometimes called idx4
  trainImages: ['train-images-idx3-ubyte', 'train-images-idx4-ubyte'],
  trainLabels: ['train-labels-idx1-ubyte'],
  testImages: ['t10k-images-idx3-ubyte', 't10k-images-idx4-ubyte'],
  testLabels: ['t10k-labels-idx1-ubyte'],
};

export interface BuiltInDataset {
  readonly shape: ImageShape;
  readonly classes: number;
  readonly trainCount: number;
  readonly testCount: number;
  readonly classNames: readonly string[];
  /** of the uncompressed files */
  readonly fileSha256: Readonly<Record<DataFile, string>>;
  /** folders that hold the files as `.gz`, best first; none: embedded in the package */
  readonly mirrors: readonly string[];
}

const SHAPE: ImageShape = { height: 28, width: 28, channels: 1 };
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const BUILT_IN = {
  mnist10k: {
    shape: SHAPE,
    classes: 10,
    trainCount: 8000,
    testCount: 2000,
    classNames: DIGITS,
    fileSha256: {
      trainImages: '8f89d0a5345a4465bef8c9a567fa272a2015246ea0c52f4e85fa55479dab0db0',
      trainLabels: 'cb6e4f1123036cecc352e119b3e7fa52a638bdf90fd7d20e9e82156d4a498bc9',
      testImages: 'da14891c751aab98f20cb85fc0474648885b3856b255c559ed2cd065b8b8c189',
      testLabels: '925aadb1347daf3911dc943be984542784574138987ae275bcfd8707c5a56077',
    },
    mirrors: [],
  },
  mnist: {
    shape: SHAPE,
    classes: 10,
    trainCount: 60000,
    testCount: 10000,
    classNames: DIGITS,
    fileSha256: {
      trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    mirrors: [
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
    ],
  },
  'fashion-mnist': {
    shape: SHAPE,
    classes: 10,
    trainCount: 60000,
    testCount: 10000,
    classNames: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    fileSha256: {
      trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
    mirrors: ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'],
  },
} as const satisfies Record<string, BuiltInDataset>;

export type BuiltInName = keyof typeof BUILT_IN;
export const BUILT_IN_NAMES = Object.keys(BUILT_IN) as BuiltInName[];

/** The built-in dataset of that name; undefined for a user's own. */
export function builtIn(name: string): BuiltInDataset | undefined {
  return Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name as BuiltInName] : undefined;
}
