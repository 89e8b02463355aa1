/** The network vocabulary that configuration and engines share: layers, heads, activations. */

export const ACTIVATIONS = [
  'sigmoid',
  'tanh',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'softplus',
  'identity',
  'scaledTanh',
] as const;
/** `leakyRelu` slope 0.01, `elu` alpha 1, `gelu` exact (erf), `scaledTanh` 1.7159 tanh(2x/3) (LeCun 1998). */
export type Activation = (typeof ACTIVATIONS)[number];

export const HEADS = ['softmax+ce', 'softmax+mse', 'sigmoid+mse', 'sigmoid+bce', 'linear+mse'] as const;
/** Output non-linearity + loss, applied to the logits of the last dense layer. */
export type Head = (typeof HEADS)[number];

/** Images are NHWC bytes. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export type Padding = 'same' | 'valid';
/** (height, width), in pixels */
export type Pair = readonly [number, number];

/**
 * One layer of a network, fully resolved. Names are unique: `conv1`, `dense2`, …
 * `same` follows TensorFlow: output ceil(input / stride), the odd padding pixel at the bottom and right.
 * Average pooling under `same` divides by the pixels inside the image; max pooling ignores those outside.
 */
export type ResolvedLayer =
  | {
      readonly type: 'conv';
      readonly name: string;
      readonly filters: number;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
      readonly bias: boolean;
    }
  | {
      readonly type: 'pool';
      readonly name: string;
      /** `scaledAvg`: average times a trainable scale plus a trainable bias, each a channel (LeNet-5, 1998) */
      readonly kind: 'max' | 'avg' | 'scaledAvg';
      readonly size: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
    }
  | { readonly type: 'batchNorm'; readonly name: string; readonly epsilon: number; readonly momentum: number }
  | { readonly type: 'activation'; readonly name: string; readonly activation: Activation }
  /** `rate` is the probability to drop; inverted dropout. */
  | { readonly type: 'dropout'; readonly name: string; readonly rate: number }
  /** (H, W, C) to H·W·C, channel fastest */
  | { readonly type: 'flatten'; readonly name: string }
  | { readonly type: 'dense'; readonly name: string; readonly units: number; readonly bias: boolean }
  /** Marks the input of a residual block, which `residualEnd` adds to the block's output. Blocks may be nested. */
  | { readonly type: 'residualBegin'; readonly name: string }
  /**
   * y = x + s, where s is the output of the matching `residualBegin`; where shapes differ, its projection: a 1×1
   * convolution without bias (of a flat input, a dense one), with the stride that makes the shapes agree.
   */
  | { readonly type: 'residualEnd'; readonly name: string };

/** The last layer is a dense layer with `classes` units: its output are the logits that the head reads. */
export interface ResolvedNetwork {
  readonly input: ImageShape;
  readonly classes: number;
  readonly layers: readonly ResolvedLayer[];
  readonly head: Head;
}
