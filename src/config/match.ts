/** Networks of equal size: what a comparison of architectures has to hold fixed. */
import { describeNetwork } from './describe-network.ts';
import { ConfigError } from './errors.ts';
import type { DatasetFacts } from './facts.ts';
import type { RunConfigInput } from './input.ts';
import { resolveConfig } from './resolve.ts';
import { toEngineNetwork } from './to-engine.ts';

export type NetworkSize = 'parameters' | 'multiplyAdds';

/** MNIST and Fashion-MNIST; only shape and classes decide the size of a network. */
const DIGITS: DatasetFacts = {
  sha256: '',
  shape: { height: 28, width: 28, channels: 1 },
  classes: 10,
  trainCount: 60_000,
  testCount: 10_000,
};

/**
 * Trained values, or multiply-adds of one image's forward pass, of the network that a config has.
 * @throws ConfigError for a config that cannot be resolved
 */
export function networkSize(
  input: RunConfigInput,
  by: NetworkSize,
  { shape, classes }: Pick<DatasetFacts, 'shape' | 'classes'> = DIGITS,
): number {
  const config = resolveConfig(input, () => ({ ...DIGITS, shape, classes }));
  return describeNetwork(toEngineNetwork(config, shape, classes))[by];
}

/**
 * The width (units, channels: whatever `build` makes of it) whose network is closest in size to the reference's;
 * `build` must grow with it.
 * @throws ConfigError where already width 1 is more than twice as large as the reference
 */
export function matchedWidth(
  reference: RunConfigInput,
  build: (width: number) => RunConfigInput,
  by: NetworkSize = 'parameters',
  images: Pick<DatasetFacts, 'shape' | 'classes'> = DIGITS,
): number {
  const wanted = networkSize(reference, by, images);
  const sizeOf = (width: number) => networkSize(build(width), by, images);
  const least = sizeOf(1);
  if (least > 2 * wanted) {
    throw new ConfigError(
      '',
      `a width must give a network of about ${wanted} ${by}, but width 1 has ${least} already; compare with a larger network`,
    );
  }
  let low = 1;
  let high = 2;
  while (sizeOf(high) < wanted) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (sizeOf(middle) < wanted) low = middle;
    else high = middle;
  }
  return wanted - sizeOf(low) <= sizeOf(high) - wanted ? low : high;
}
