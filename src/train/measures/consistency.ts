/**
 * Whether an image is recognised when it is moved, turned or mirrored (bilinear, zero filled): accuracy, and the share of
 * the images answered rightly upright whose answer stays. A 6 turned beyond 90° is a 9, and most mirrored digits are none:
 * on MNIST such images are left out.
 */
import { type LabelledImages, type Transform, transformImages } from '../../data/index.ts';
import { answersTo, heldOutImages, shareOf } from './images.ts';
import { fraction, type Measure, type MeasureContext, type Quantity } from './types.ts';
import { mean } from './vectors.ts';

const UPRIGHT: Transform = { shiftX: 0, shiftY: 0, rotate: 0, flip: false };

interface Movement {
  /** `shift/3` */
  readonly name: string;
  readonly transforms: readonly Transform[];
  /** labels that mean the same afterwards; null: all */
  readonly keeps: readonly number[] | null;
}

export const consistency: Measure<'consistency'> = {
  async measure(context, request) {
    const { part } = heldOutImages(context, request.split, request.images);
    const upright = await answers(context, part, UPRIGHT);
    const quantities: Record<string, Quantity> = {};
    for (const { name, transforms, keeps } of movementsOf(request, isDigits(context))) {
      const fitting = [...part.labels.keys()].filter((i) => keeps?.includes(part.labels[i]!) ?? true);
      const right = fitting.filter((i) => upright[i] === part.labels[i]);
      const accuracies: number[] = [];
      const unchanged: number[] = [];
      for (const transform of transforms) {
        const moved = await answers(context, part, transform);
        accuracies.push(shareOf(fitting.map((i) => moved[i] === part.labels[i])));
        unchanged.push(shareOf(right.map((i) => moved[i] === upright[i])));
      }
      quantities[`accuracy/${name}`] = fraction(mean(accuracies), 'max');
      quantities[`consistency/${name}`] = fraction(mean(unchanged), 'max');
    }
    return { quantities };
  },
};

function isDigits({ dataset }: MeasureContext): boolean {
  return dataset.name === 'mnist' || dataset.name === 'mnist10k';
}

export function movementsOf(
  request: {
    readonly shifts: readonly number[];
    readonly angles: readonly number[];
    readonly mirror: boolean;
  },
  digits: boolean,
): Movement[] {
  const shifted = (shiftX: number, shiftY: number): Transform => ({ ...UPRIGHT, shiftX, shiftY });
  const turned = (rotate: number): Transform => ({ ...UPRIGHT, rotate });
  return [
    ...request.shifts.map((d) => ({
      name: `shift/${d}`,
      transforms: d === 0 ? [UPRIGHT] : [shifted(d, 0), shifted(-d, 0), shifted(0, d), shifted(0, -d)],
      keeps: null,
    })),
    ...request.angles.map((angle) => ({
      name: `rotate/${angle}`,
      transforms: angle % 180 === 0 ? [turned(angle)] : [turned(angle), turned(-angle)],
      keeps: digits && angle > 90 ? [0, 1, 2, 3, 4, 5, 7, 8] : null,
    })),
    ...(request.mirror
      ? [{ name: 'mirror', transforms: [{ ...UPRIGHT, flip: true }], keeps: digits ? [0, 1, 8] : null }]
      : []),
  ];
}

function answers(
  context: MeasureContext,
  { images, labels }: LabelledImages,
  transform: Transform,
): Promise<Uint8Array> {
  const moved = transform === UPRIGHT ? images : transformImages(images, context.dataset.shape, transform);
  return answersTo(context, { images: moved, labels });
}
