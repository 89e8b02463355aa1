// The engine as a WebAssembly module without imports. Arguments are numbers: an address is a byte offset in the exported
// memory, which the host manages from descent_heap_base() upwards. No 64-bit integers cross, so no BigInt is needed.
#include "../core/engine.hpp"

#define DESCENT_EXPORT(name) extern "C" __attribute__((export_name("descent_" #name)))

namespace engine = DESCENT_ISA_NS;

extern unsigned char __heap_base;  // where the linker puts the end of stack and constants

DESCENT_EXPORT(heap_base) unsigned char* heapBase() { return &__heap_base; }

/** Bytes of the arena (a double: it may pass 2^31), or a negative error code. */
DESCENT_EXPORT(measure)
double measure(const int32_t* spec, int32_t specLength, const double* reals, int32_t realsLength, int32_t capacity, int32_t probing) {
  return static_cast<double>(engine::measure(spec, specLength, reals, realsLength, capacity, probing));
}

DESCENT_EXPORT(build)
int32_t build(void* arena, double bytes, const int32_t* spec, int32_t specLength, const double* reals, int32_t realsLength,
              int32_t capacity, int32_t probing) {
  return engine::build(arena, static_cast<int64_t>(bytes), spec, specLength, reals, realsLength, capacity, probing);
}

DESCENT_EXPORT(snapshot_size) double snapshotSize(const void* arena) { return static_cast<double>(engine::snapshotSize(arena)); }

DESCENT_EXPORT(signals) int32_t signals(const void* arena) { return engine::signals(arena); }

DESCENT_EXPORT(snapshot) void snapshot(const void* arena, float* out) { engine::snapshot(arena, out); }

DESCENT_EXPORT(restore) void restore(void* arena, const float* in) { engine::restore(arena, in); }

DESCENT_EXPORT(train)
int32_t train(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* order,
              int32_t orderLength, const float* learningRates, int32_t steps, float* losses, float* penalties, uint32_t* correct) {
  const DescentImages data{images, labels, count, lut};
  return engine::train(arena, &data, order, orderLength, learningRates, steps, losses, penalties, correct);
}

DESCENT_EXPORT(evaluate)
int32_t evaluate(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* indices,
                 int32_t indexCount, double* lossSum, uint8_t* correct, uint32_t* confusion) {
  const DescentImages data{images, labels, count, lut};
  return engine::evaluate(arena, &data, indices, indexCount, lossSum, correct, confusion);
}

DESCENT_EXPORT(predict)
int32_t predict(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* indices,
                int32_t indexCount, float* out) {
  const DescentImages data{images, labels, count, lut};
  return engine::predict(arena, &data, indices, indexCount, out);
}

DESCENT_EXPORT(probe)
int32_t probe(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* indices,
              int32_t indexCount, double* loss, float* gradients, double* signals) {
  const DescentImages data{images, labels, count, lut};
  return engine::probe(arena, &data, indices, indexCount, loss, gradients, signals);
}

DESCENT_EXPORT(pretrain_bytes)
double pretrainBytes(void* arena, int32_t layer, int32_t batch) { return static_cast<double>(engine::pretrainBytes(arena, layer, batch)); }

DESCENT_EXPORT(pretrain)
int32_t pretrain(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* order,
                 int32_t orderLength, int32_t layer, int32_t batch, float learningRate, float momentum, void* scratch, double scratchBytes,
                 float* errors) {
  const DescentImages data{images, labels, count, lut};
  return engine::pretrain(arena, &data, order, orderLength, layer, batch, learningRate, momentum, scratch,
                          static_cast<int64_t>(scratchBytes), errors);
}

DESCENT_EXPORT(units)
double units(const void* arena, int32_t layer) { return static_cast<double>(engine::units(arena, layer)); }

DESCENT_EXPORT(input_gradient)
int32_t inputGradient(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* indices,
                      int32_t indexCount, float* out) {
  const DescentImages data{images, labels, count, lut};
  return engine::inputGradient(arena, &data, indices, indexCount, out);
}

DESCENT_EXPORT(activations)
int32_t activations(void* arena, const uint8_t* images, const uint8_t* labels, int32_t count, const float* lut, const uint32_t* indices,
                    int32_t indexCount, int32_t layer, float* out) {
  const DescentImages data{images, labels, count, lut};
  return engine::activations(arena, &data, indices, indexCount, layer, out);
}
