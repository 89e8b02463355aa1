/** What is done to a gradient or to the weights around an update, in this order: clip, decay, step. */

/** Euclidean norm over all elements. */
export function globalNorm(gradient: Float64Array): number {
  let squares = 0;
  for (const g of gradient) squares += g * g;
  return Math.sqrt(squares);
}

/** The data gradient, scaled to norm `clipNorm` where it is longer. Source: Pascanu, Mikolov & Bengio 2013. */
export function clipByGlobalNorm(gradient: Float64Array, clipNorm: number): Float64Array {
  const norm = globalNorm(gradient);
  return norm > clipNorm ? gradient.map((g) => g * (clipNorm / norm)) : gradient.slice();
}

/** Coupled decay: g + λw, PyTorch's convention (Keras's L2(l) is λ = 2l). */
export function addL2(gradient: Float64Array, parameters: Float64Array, lambda: number): Float64Array {
  return gradient.map((g, i) => g + lambda * parameters[i]!);
}

/** Decoupled decay: w − ηλw, before the step. Source: Loshchilov & Hutter 2019, with λ times η. */
export function decayDecoupled(parameters: Float64Array, lambda: number, learningRate: number): Float64Array {
  return parameters.map((w) => w - learningRate * lambda * w);
}
