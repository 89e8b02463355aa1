// The table of functions of one instruction set. Every size, index and pointer from the host is checked here.
#pragma once
#include "inspect.hpp"
#include "rbm.hpp"

namespace DESCENT_ISA_NS {

/** Lays the plan out in `arena`; without memory it only counts, on tables of the caller. */
inline int layOut(const Spec& s, int capacity, int probing, Arena& arena, Plan& p, Op* ops, Tensor* tensors) {
  if (!validHeader(s)) return kBadSpec;
  if (!within(capacity, 1, kMaxBatch)) return kBadCount;
  if (!within(probing, DESCENT_TRAINING, DESCENT_INSPECTING)) return kBadSpec;
  readTraining(s, p);
  p.image = {s.at(kHeightAt), s.at(kWidthAt), s.at(kChannelsAt)};
  double largest = floatsOf(p.image.h, p.image.w, p.image.c);
  if (largest > kMaxFloats) return kTooLarge;
  p.classes = s.at(kClassesAt);
  p.head = s.at(kHeadAt);
  p.batch = s.at(kBatchAt);
  p.capacity = (capacity + kLanes - 1) / kLanes;
  p.probing = probing != DESCENT_TRAINING;
  p.inspecting = probing == DESCENT_INSPECTING;
  p.opCount = s.at(kLayersAt);
  p.ops = arena.base ? arena.take<Op>(p.opCount) : (arena.take<Op>(p.opCount), ops);
  if (!p.ops) return kBadArena;
  Shape shape = p.image;
  int tensorTotal = 0;
  p.tensors = tensors;
  p.tensorCount = 0;
  p.padded = p.snapshot = 0;
  int firstTensor[kMaxLayers + 1];
  OpenBlocks open;
  for (int l = 0; l < p.opCount; l++) {
    firstTensor[l] = p.tensorCount;
    if (const int error = readLayer(s, l, shape, p.ops[l])) return error;
    if (const int error = pairBlocks(s, p, l, open)) return error;
    if (const int error = addParameters(p, p.ops[l], s.layer(l, kBiasAt) != 0)) return error;
    shape = p.ops[l].out;
    const double floats = floatsOf(shape.h, shape.w, shape.c);
    largest = largest > floats ? largest : floats;
  }
  if (largest * p.capacity > kMaxBatchFloats) return kTooLarge;
  firstTensor[p.opCount] = tensorTotal = p.tensorCount;
  if (open.count != 0 || p.ops[p.opCount - 1].type != kDense || shape.c != p.classes) return kBadShape;
  Tensor* kept = arena.take<Tensor>(tensorTotal);
  p.weights = arena.take<float>(p.padded);
  p.gradients = arena.take<float>(p.padded);
  for (int i = 0; i < 4; i++)
    p.state[i] = !probing && i < 3 && usesState(p.optimizer, p.optimizerFlags, i) ? arena.take<float>(p.padded) : p.gradients;
  if (kept) {
    __builtin_memcpy(kept, tensors, sizeof(Tensor) * tensorTotal);
    p.tensors = kept;
  }
  // before memory is handed out: whether a layer has parameters decides which deltas are needed
  for (int l = 0; l < p.opCount; l++) bindParameters(p, p.ops[l], firstTensor[l], firstTensor[l + 1] - firstTensor[l]);
  assignSignals(p);
  p.signals = arena.take<Signal>(p.signalCount);
  takeMemory(p, arena);
  if (!probing && !s.at(kGeneralAt)) kernels::select(p, arena);
  return kOk;
}

struct Tables {
  Op ops[kMaxLayers];
  Tensor tensors[4 * kMaxLayers];
};

inline int64_t measure(const int32_t* spec, int32_t specLength, const double* reals, int32_t realsLength, int32_t capacity,
                       int32_t probing) {
  Tables tables;
  Plan plan{};
  Arena arena{nullptr, 0, 0};
  arena.take<Plan>(1);
  const int error = layOut({spec, specLength, reals, realsLength}, capacity, probing, arena, plan, tables.ops, tables.tensors);
  return error ? error : arena.used;
}

inline int32_t build(void* memory, int64_t bytes, const int32_t* spec, int32_t specLength, const double* reals, int32_t realsLength,
                     int32_t capacity, int32_t probing) {
  const int64_t needed = measure(spec, specLength, reals, realsLength, capacity, probing);
  if (needed < 0) return static_cast<int32_t>(needed);
  if (!memory || bytes < needed || reinterpret_cast<uintptr_t>(memory) % 64 != 0) return kBadArena;
  Tensor tensors[4 * kMaxLayers];
  Arena arena{static_cast<char*>(memory), 0, bytes};
  Plan& p = *arena.take<Plan>(1);
  p = Plan{};
  const int error = layOut({spec, specLength, reals, realsLength}, capacity, probing, arena, p, nullptr, tensors);
  if (error) return error;
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].variance)
      for (int k = 0; k < p.ops[l].in.c; k++) p.ops[l].variance[k] = 1.0f;
  if (!probing && p.optimizer == kAdagrad)
    for (long i = 0; i < p.padded; i++) p.state[0][i] = static_cast<float>(p.extra);
  p.bytes = bytes;
  p.magic = kMagic;
  return kOk;
}

inline Plan* planOf(void* arena) {
  Plan* p = static_cast<Plan*>(arena);
  return p && p->magic == kMagic ? p : nullptr;
}

inline int64_t snapshotSize(const void* arena) {
  const Plan* p = planOf(const_cast<void*>(arena));
  return p ? p->snapshot : static_cast<int64_t>(kBadArena);
}

inline int32_t signals(const void* arena) {
  const Plan* p = planOf(const_cast<void*>(arena));
  return p ? p->signalCount : static_cast<int32_t>(kBadArena);
}

inline void snapshot(const void* arena, float* out) {
  const Plan* p = planOf(const_cast<void*>(arena));
  if (!p || !out) return;
  for (int t = 0; t < p->tensorCount; t++)
    __builtin_memcpy(out + p->tensors[t].out, p->weights + p->tensors[t].at, sizeof(float) * p->tensors[t].size);
}

inline void restore(void* arena, const float* in) {
  Plan* p = planOf(arena);
  if (!p || !in) return;
  for (int t = 0; t < p->tensorCount; t++)
    __builtin_memcpy(p->weights + p->tensors[t].at, in + p->tensors[t].out, sizeof(float) * p->tensors[t].size);
}

/** Every index inside the data, every label a class. */
inline int checkIndices(const Plan& p, const DescentImages* data, const uint32_t* indices, int64_t count) {
  if (!data || !data->images || !data->labels || !data->lut || data->count < 1) return kBadArena;
  if (count < 1 || (!indices && count != data->count)) return kBadCount;
  for (int64_t i = 0; i < count; i++) {
    const int64_t index = indices ? indices[i] : i;
    if (index >= data->count || data->labels[index] >= p.classes) return kBadIndex;
  }
  return kOk;
}

inline int32_t train(void* arena, const DescentImages* data, const uint32_t* order, int64_t orderLength, const float* learningRates,
                     int32_t steps, float* losses, float* penalties, uint32_t* correct) {
  Plan* p = planOf(arena);
  if (!p || p->probing || !order || !learningRates || !losses || !penalties || !correct) return kBadArena;
  if (steps < 1 || (orderLength + p->batch - 1) / p->batch != steps || (p->batch + kLanes - 1) / kLanes > p->capacity)
    return kBadCount;
  if (const int error = checkIndices(*p, data, order, orderLength)) return error;
  const FloatState state;
  for (int s = 0; s < steps; s++) {
    const int64_t first = static_cast<int64_t>(s) * p->batch;
    const int64_t left = orderLength - first;
    gather(*p, *data, order, first, static_cast<int>(left < p->batch ? left : p->batch));
    if (!trainStep(*p, learningRates[s], losses + s, penalties + s, correct + s)) return s;
  }
  return steps;
}

/** Calls `each(first, count)` for batches of the plan's capacity, forward and head done. */
template <class F> void inferBatches(Plan& p, const DescentImages& data, const uint32_t* indices, int64_t count, F each) {
  const int64_t most = static_cast<int64_t>(p.capacity) * kLanes;
  p.mode = kInference;
  for (int64_t first = 0; first < count; first += most) {
    const int n = static_cast<int>(count - first < most ? count - first : most);
    gather(p, data, indices, first, n);
    forwardPass(p);
    headPass(p, false);
    each(first, n);
  }
}

inline int32_t evaluate(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, double* lossSum,
                        uint8_t* right, uint32_t* confusion) {
  Plan* p = planOf(arena);
  if (!p || !lossSum || !right || !confusion) return kBadArena;
  if (const int error = checkIndices(*p, data, indices, count)) return error;
  const FloatState state;
  double sum = 0;
  inferBatches(*p, *data, indices, count, [&](int64_t first, int n) {
    for (int i = 0; i < n; i++) {
      sum += p->losses[i];
      right[first + i] = p->answers[i] == p->labels[i];
      confusion[p->labels[i] * p->classes + p->answers[i]]++;
    }
  });
  *lossSum = sum;
  return kOk;
}

inline int32_t predict(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, float* out) {
  Plan* p = planOf(arena);
  if (!p || !out) return kBadArena;
  if (const int error = checkIndices(*p, data, indices, count)) return error;
  const FloatState state;
  const Op& last = p->ops[p->opCount - 1];
  inferBatches(*p, *data, indices, count, [&](int64_t first, int n) {
    for (int i = 0; i < n; i++)
      for (int c = 0; c < p->classes; c++)
        out[(first + i) * p->classes + c] = last.dy(i / kLanes)[c * kLanes + i % kLanes];
  });
  return kOk;
}

inline int32_t probe(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, double* loss, float* gradients,
                     double* signals) {
  Plan* p = planOf(arena);
  if (!p || !p->probing || !loss || !gradients || !signals) return kBadArena;
  if (count > static_cast<int64_t>(p->capacity) * kLanes) return kBadCount;
  if (const int error = checkIndices(*p, data, indices, count)) return error;
  const FloatState state;
  gather(*p, *data, indices, 0, static_cast<int>(count));
  *loss = probeBatch(*p, gradients, signals);
  return kOk;
}

/** Values a sample of layer `layer`'s output, or a negative error code. */
inline int64_t units(const void* arena, int32_t layer) {
  const Plan* p = planOf(const_cast<void*>(arena));
  if (!p) return kBadArena;
  if (!within(layer, 0, p->opCount - 1)) return kBadSpec;
  return p->ops[layer].out.floats() / kLanes;
}

inline int32_t inputGradient(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, float* out) {
  Plan* p = planOf(arena);
  if (!p || !p->inputDelta || !out) return kBadArena;
  if (const int error = checkIndices(*p, data, indices, count)) return error;
  const FloatState state;
  inspectGradients(*p, *data, indices, count, out);
  return kOk;
}

inline int32_t activations(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, int32_t layer, float* out) {
  Plan* p = planOf(arena);
  if (!p || !p->inputDelta || !out) return kBadArena;
  if (!within(layer, 0, p->opCount - 1)) return kBadSpec;
  if (const int error = checkIndices(*p, data, indices, count)) return error;
  const FloatState state;
  inspectOutputs(*p, *data, indices, count, p->ops[layer], out);
  return kOk;
}

/** The dense layer with biases that `layer` is, or null. */
inline Op* denseLayer(Plan* p, int32_t layer) {
  if (!p || !within(layer, 0, p->opCount - 1)) return nullptr;
  Op* op = p->ops + layer;
  return op->type == kDense && op->b ? op : nullptr;
}

/** Bytes of scratch for pretrain, or a negative error code. */
inline int64_t pretrainBytes(void* arena, int32_t layer, int32_t batch) {
  Plan* p = planOf(arena);
  if (!p) return kBadArena;
  const Op* op = denseLayer(p, layer);
  if (!op) return kBadSpec;
  if (!within(batch, 1, kMaxBatch)) return kBadCount;
  const double widest = op->in.c > op->out.c ? op->in.c : op->out.c;
  if (widest * (2.0 * batch + 2 * kLanes) > kMaxBatchFloats) return kTooLarge;
  Arena scratch{nullptr, 0, 0};
  takeRbm(*op, batch, scratch);
  return scratch.used;
}

inline int32_t pretrain(void* arena, const DescentImages* data, const uint32_t* order, int64_t orderLength, int32_t layer, int32_t batch,
                        float learningRate, float momentum, void* scratch, int64_t scratchBytes, float* errors) {
  Plan* p = planOf(arena);
  const int64_t needed = pretrainBytes(arena, layer, batch);
  if (needed < 0) return static_cast<int32_t>(needed);
  if (p->probing || !order || !errors || !scratch || scratchBytes < needed || reinterpret_cast<uintptr_t>(scratch) % 64 != 0)
    return kBadArena;
  if (const int error = checkIndices(*p, data, order, orderLength)) return error;
  const FloatState state;
  Arena memory{static_cast<char*>(scratch), 0, scratchBytes};
  Op& op = *denseLayer(p, layer);
  const Rbm rbm = takeRbm(op, batch, memory);
  uint32_t step = 0;
  for (int64_t first = 0; first < orderLength; first += batch, step++) {
    const int64_t left = orderLength - first;
    const int samples = static_cast<int>(left < batch ? left : batch);
    errors[step] = static_cast<float>(rbmStep(*p, op, rbm, *data, order, first, samples, learningRate, momentum, step));
  }
  return kOk;
}

constexpr const char* kNumerics = kHasFma ? "fma-1" : "nofma-1";

inline DescentApi table(const char* isa) {
  return {isa, kNumerics, measure, build, snapshotSize, signals, snapshot, restore, train, evaluate, predict, probe, units, inputGradient, activations, pretrainBytes, pretrain};
}

}  // namespace DESCENT_ISA_NS
