/** What is claimed of pooling, kernels, strides and padding. */
import type { HypothesisDefinition } from 'descent';
import { addedLater, failsMoreOften, generalizationGap, smallerNetwork } from '../_metrics.ts';
import { moreAccurate, withBudget } from './_short-training.ts';

const images = ['lenet'];

export const pooling: readonly HypothesisDefinition[] = [
  {
    id: 'unpooled-fails',
    ...addedLater,
    statement:
      'At the rates that tuning chose, the network without pooling and with as many parameters diverges, or never learns, more often than that with max pooling.',
    ...failsMoreOften,
    arm: 'unpooledMatched',
    against: ['max'],
    strata: [...images, 'small'],
    remember: {
      supported: 'Without pooling, at the same size, more runs fail.',
      contradicted: 'With max pooling more runs fail.',
      equivalent: 'At rates chosen by tuning, neither fails.',
      conditional: 'Whether more runs fail without pooling depends on how many images there are.',
      inconclusive: 'So few runs do not tell whether more of them fail without pooling.',
    },
  },
  moreAccurate(
    'pooling',
    'Max pooling is more accurate than no pooling.',
    { arm: 'max', against: ['unpooled', 'unpooledMatched'], strata: [...images, 'small'] },
    {
      supported: 'Pooling makes the network more accurate.',
      contradicted: 'Pooling costs accuracy.',
      equivalent: 'Pooling makes no difference to accuracy.',
      conditional: 'Whether pooling is more accurate depends on how many images there are.',
      inconclusive: 'Max pooling is not shown to be more accurate than both networks without it.',
    },
  ),
  {
    id: 'pooling-gap',
    statement: 'Trained on 1,000 images, max pooling narrows the gap between training and test loss.',
    ...generalizationGap,
    arm: 'max',
    against: ['unpooled'],
    strata: ['small'],
    remember: withBudget({
      supported:
        'Pooling narrows the gap to a network with many times as many weights; at equal size see pooling-gap-matched.',
      contradicted: 'Pooling widens the gap.',
      equivalent: 'Pooling leaves the gap as it is.',
      inconclusive: 'These runs do not tell what pooling does to the gap.',
    }),
  },
  {
    id: 'pooling-gap-matched',
    ...addedLater,
    statement:
      'Trained on 1,000 images, max pooling narrows the gap between training and test loss, compared with a network without pooling that has as many parameters.',
    ...generalizationGap,
    arm: 'max',
    against: ['unpooledMatched'],
    strata: ['small'],
    remember: withBudget({
      supported: 'At the same size, too, pooling narrows the gap.',
      contradicted: 'At the same size, pooling widens the gap.',
      equivalent: 'At the same size, pooling leaves the gap as it is.',
      inconclusive: 'At the same size, these runs do not tell what pooling does to the gap.',
    }),
  },
  {
    id: 'pooling-size',
    statement: 'Max pooling reduces the dimension: the network has fewer parameters.',
    ...smallerNetwork('parameters', 'parameters'),
    arm: 'max',
    against: ['unpooled'],
    strata: images,
    remember: {
      supported: 'Without pooling the dense layers have many times as many weights.',
      contradicted: 'With pooling there are more weights.',
      equivalent: 'With pooling there are as many weights.',
      inconclusive: 'The difference in weights is too small to count.',
    },
  },
  {
    id: 'pooling-work',
    statement: 'Max pooling reduces the work: fewer multiply-adds an image.',
    ...smallerNetwork('multiplyAdds', 'multiply-adds an image'),
    arm: 'max',
    against: ['unpooled'],
    strata: images,
    remember: {
      supported: 'Without pooling there is several times as much to compute.',
      contradicted: 'With pooling there is more to compute.',
      equivalent: 'With pooling there is as much to compute.',
      inconclusive: 'The difference in work is too small to count.',
    },
  },
  moreAccurate(
    'max-or-average',
    'Max pooling is more accurate than average pooling.',
    { arm: 'max', against: ['average'], strata: images },
    {
      supported: 'Max pooling is better than average pooling.',
      contradicted: 'Average pooling is better than max pooling.',
      equivalent: 'Max and average pooling are equally good.',
      inconclusive: 'These runs do not tell max from average pooling.',
    },
  ),
  moreAccurate(
    'max-or-stride',
    'Max pooling is more accurate than convolutions with a stride of 2, at the same dense size.',
    { arm: 'max', against: ['strided'], strata: images },
    {
      supported: 'Pooling is better than a stride.',
      contradicted: 'A stride is better than pooling.',
      equivalent: 'A stride does what pooling does.',
      inconclusive: 'These runs do not tell max pooling from a stride.',
    },
  ),
  moreAccurate(
    'more-kernels',
    'More kernels are more accurate: 12 and 32 rather than 6 and 16, and rather than 3 and 8.',
    { arm: 'doubleFilters', against: ['max', 'halfFilters'], strata: images },
    {
      supported: 'More kernels are better.',
      contradicted: 'More kernels are worse.',
      equivalent: 'More kernels make no difference.',
      inconclusive: 'These runs do not tell 12 and 32 kernels from fewer.',
    },
  ),
  {
    ...addedLater,
    ...moreAccurate(
      'more-kernels-small',
      'Kernels of 6 and 16 are more accurate than 3 and 8.',
      { arm: 'max', against: ['halfFilters'], strata: images },
      {
        supported: 'Six and 16 kernels are better than 3 and 8.',
        contradicted: 'Six and 16 kernels are worse than 3 and 8.',
        equivalent: 'Six and 16 kernels are as good as 3 and 8.',
        inconclusive: 'These runs do not tell 6 and 16 kernels from 3 and 8.',
      },
    ),
  },
  moreAccurate(
    'kernel-size',
    'A kernel of 5 is more accurate than one of 3 and one of 7.',
    { arm: 'max', against: ['kernel3', 'kernel7'], strata: images },
    {
      supported: 'Five is the right size.',
      contradicted: 'Another size of kernel is better than five.',
      equivalent: 'The size of the kernel hardly matters.',
      inconclusive: 'Five is not shown to be the best size.',
    },
  ),
  moreAccurate(
    'stride',
    'A stride of 1 in the first convolution is more accurate than one of 2.',
    { arm: 'max', against: ['stride2'], strata: images },
    {
      supported: 'A larger stride loses accuracy.',
      contradicted: 'A larger stride gains accuracy.',
      equivalent: 'A larger stride makes no difference.',
      inconclusive: 'These runs do not tell a stride of 2 from one of 1.',
    },
  ),
  moreAccurate(
    'padding',
    'Padding of the first convolution is more accurate than none.',
    { arm: 'max', against: ['valid'], strata: images },
    {
      supported: 'Padding is better than none.',
      contradicted: 'Padding is worse than none.',
      equivalent: 'Padding makes no difference: digits leave their border empty.',
      inconclusive: 'These runs do not tell padding from none.',
    },
  ),
];
