/** Measures that a run can be asked for: names, options and their defaults. What they do: `src/train/measures/`. */
import { z } from 'zod';
import { flag, integer, listOf, oneOf, real, record } from './schemas.ts';

const atText = '"start", "end", a step, or a list of these';
const moment = z.union([z.literal('start'), z.literal('end'), integer(0)], { error: atText });
/**
 * `start`: the initial weights; a number: the weights after so many updates (never, where the run ends before);
 * `end`: the weights that the run keeps and is tested with.
 */
const at = z.preprocess((value) => (Array.isArray(value) ? value : [value]), listOf(atText, moment));

/** Images that a quantity is averaged over, evenly spaced in their part. */
const images = (count: number) => integer(1).default(count);
/** Which images: of the part held out, or the test part, which is scored at the end of a run only. */
const split = oneOf(['validation', 'test']).default('test');
const numbers = (expects: string, item: z.ZodType<number>) => listOf(expects, item);

const kinds = [
  record('a lossSlices measure', {
    name: z.literal('lossSlices'),
    at,
    /** lines through the weights */
    directions: integer(1, 100).default(5),
    /** on each line, from −radius to radius; odd, so that the weights themselves are among them */
    points: integer(3, 1001)
      .refine((n) => n % 2 === 1, 'an odd number')
      .default(21),
    /** in norms of the filters: 1 moves each filter by its own length */
    radius: real({ above: 0 }).default(1),
    /** points on a side of the 2-D surface over the first two directions; 0: none */
    surface: integer(0, 201).default(0),
    images: images(512),
  }),
  record('a saturatedStart measure', {
    name: z.literal('saturatedStart'),
    at,
    /** added to the output bias of a wrong class */
    bias: real({}).default(10),
    wrongClass: integer(0, 255).default(0),
    images: images(512),
  }),
  record('an outputSignal measure', { name: z.literal('outputSignal'), at, images: images(512) }),
  record('a sharpness measure', {
    name: z.literal('sharpness'),
    at,
    temperatures: numbers('a list of numbers > 0', real({ above: 0 })).default([0.25, 0.5, 1, 2, 4]),
    images: images(512),
  }),
  record('a hessian measure', {
    name: z.literal('hessian'),
    at,
    iterations: integer(2, 200).default(40),
    images: images(512),
  }),
  record('a gradientRatio measure', { name: z.literal('gradientRatio'), at, images: images(512) }),
  record('a landscape measure', {
    name: z.literal('landscape'),
    at,
    /** learning rates of one step of gradient descent, at whose ends loss and gradient are taken */
    steps: numbers('a list of numbers > 0', real({ above: 0 })).default([
      0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4,
    ]),
    images: images(256),
  }),
  record('a scaleInvariance measure', {
    name: z.literal('scaleInvariance'),
    at,
    /** of the weights of all layers but the last */
    factors: numbers('a list of numbers > 0', real({ above: 0 })).default([0.1, 0.3, 3, 10]),
    images: images(512),
  }),
  record('a thinned measure', {
    name: z.literal('thinned'),
    at,
    /** sizes of the averages */
    networks: numbers('a list of integers from 1 to 1000', integer(1, 1000)).default([1, 10, 100]),
    split,
    images: images(2000),
  }),
  record('a consistency measure', {
    name: z.literal('consistency'),
    at,
    /** pixels, in four directions */
    shifts: numbers('a list of integers >= 0', integer(0, 1000)).default([0, 1, 2, 3, 4, 5, 6]),
    /** degrees, to both sides */
    angles: numbers('a list of numbers from 0 to 180', real({ from: 0, to: 180 })).default([
      0, 15, 30, 45, 60, 90, 120, 150, 180,
    ]),
    mirror: flag.default(true),
    split,
    images: images(1000),
  }),
  record('a robustness measure', {
    name: z.literal('robustness'),
    at,
    /** SD of the noise, in the range of a pixel, 1 */
    noise: numbers('a list of numbers > 0', real({ above: 0 })).default([0.1, 0.2, 0.3, 0.5]),
    /** largest change of a pixel along the sign of the gradient, in the range of a pixel, 1 */
    fgsm: numbers('a list of numbers > 0', real({ above: 0 })).default([0.02, 0.05, 0.1, 0.2]),
    split,
    images: images(1000),
  }),
  record('a generalization measure', {
    name: z.literal('generalization'),
    at,
    images: images(5000),
    split,
    /** that the images trained on are compared with */
    heldOutImages: images(10_000),
  }),
  record('a linearProbe measure', {
    name: z.literal('linearProbe'),
    at,
    /** of training of each probe, on `images` of the training images */
    epochs: integer(1, 1000).default(20),
    images: images(2000),
    split,
    /** that the probes are scored on */
    heldOutImages: images(1000),
  }),
] as const;

/** A measure as it is asked for, defaults filled in. */
export type MeasureRequest = z.output<(typeof kinds)[number]>;
export type MeasureName = MeasureRequest['name'];
export type MeasureRequestOf<N extends MeasureName> = Extract<MeasureRequest, { name: N }>;

export const MEASURE_NAMES: readonly MeasureName[] = kinds.map((kind) => kind.shape.name.value);

const measureText = 'a measure { name, at, … }';
const measure = z.discriminatedUnion('name', kinds, {
  error: (issue) =>
    String(issue.code) === 'invalid_type' ? measureText : `one of ${MEASURE_NAMES.join(', ')}`,
});

export const measures = z
  .array(measure, { error: 'a list of measures { name, at, … }' })
  .superRefine((list, context) => {
    list.forEach(({ name }, index) => {
      if (list.findIndex((other) => other.name === name) === index) return;
      const message = `a measure that is not in the list yet; give one "${name}" with a list for \`at\``;
      context.addIssue({ code: 'custom', message, path: [index, 'name'] });
    });
  });

type Written<R> = R extends MeasureRequest
  ? Pick<R, 'name'> & { at: Moment | readonly Moment[] } & Partial<Omit<R, 'name' | 'at'>>
  : never;
type Moment = 'start' | 'end' | number;
/** A measure as an author writes it. */
export type MeasureInput = Written<MeasureRequest>;
