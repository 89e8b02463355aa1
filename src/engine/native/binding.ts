/**
 * What the C++ engine offers to JavaScript, through Node-API or through WebAssembly. No validation: see engine.ts.
 * `here`: done on the calling thread before it returns (Node-API only; WebAssembly has its own way).
 */

/** Opaque; a type tag in C++ tells them apart from other objects. */
export interface DatasetHandle {
  readonly dataset?: never;
}
export interface ModelHandle {
  readonly model?: never;
}

export interface Binding {
  /** The named instruction set, the best one for ''; null where the processor lacks it. */
  select(isa: string): { isa: string; numerics: string } | null;
  describe(): { supported: string[] };
  /** images (n · values) bytes, labels (n) bytes, table of 256: the value of each byte */
  load(images: Uint8Array, labels: Uint8Array, values: number, table: Float32Array): DatasetHandle;
  /** spec and reals: spec.ts; signals: layers with weights; capacity: samples of the largest batch */
  build(isa: string, spec: Int32Array, reals: Float64Array, signals: number, capacity: number): ModelHandle;
  train(
    model: ModelHandle,
    data: DatasetHandle,
    order: Uint32Array,
    learningRates: Float32Array,
    here?: boolean,
  ): Promise<{
    losses: Float32Array;
    penalties: Float32Array;
    correct: Uint32Array;
    divergedAt: number | null;
  }>;
  evaluate(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array | null,
    here?: boolean,
  ): Promise<{ lossSum: number; correct: Uint8Array; confusion: Uint32Array }>;
  predict(model: ModelHandle, data: DatasetHandle, indices: Uint32Array): Promise<{ outputs: Float32Array }>;
  /** signals: five float64 a layer with weights (signal RMS, mean, SD, dead, saturated), NaN where there is none */
  probe(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array,
  ): Promise<{ loss: number; gradients: Float32Array; signals: Float64Array }>;
  /** outputs (n, values an image) */
  inputGradient(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array,
  ): Promise<{ outputs: Float32Array }>;
  /** layer: its index in the spec; outputs (n, units) */
  activations(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array,
    layer: number,
  ): Promise<{ outputs: Float32Array }>;
  /** settings: index of a dense layer with biases, batch size, learning rate, momentum; errors: one a batch */
  pretrain(
    model: ModelHandle,
    data: DatasetHandle,
    order: Uint32Array,
    settings: Float64Array,
  ): Promise<{ errors: Float32Array }>;
  snapshot(model: ModelHandle): Float32Array;
  restore(model: ModelHandle, weights: Float32Array): void;
  closeModel(model: ModelHandle): void;
  closeDataset(data: DatasetHandle): void;
}
