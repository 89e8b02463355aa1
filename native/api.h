/* What the host (Node-API addon, wasm glue) sees of the engine: plain C, one table of functions per instruction set. */
#ifndef DESCENT_API_H
#define DESCENT_API_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Images (count, height, width, channels) and labels (count) as bytes; lut[byte] is the pixel's value. */
typedef struct {
  const uint8_t* images;
  const uint8_t* labels;
  int64_t count;
  const float* lut;
} DescentImages;

/* Of one layer that holds weights; NaN where a value does not exist. */
enum { DESCENT_SIGNAL_RMS, DESCENT_ACTIVATION_MEAN, DESCENT_ACTIVATION_SD, DESCENT_DEAD, DESCENT_SATURATED, DESCENT_SIGNALS };

/* What a plan is for: training and evaluation; a probe, which keeps every layer's output; a probe that also keeps the input's delta. */
enum { DESCENT_TRAINING, DESCENT_PROBING, DESCENT_INSPECTING };

/*
 * A plan lives in one block of memory, `arena`, that the host gives: 64-byte aligned, `measure` bytes, zeroed.
 * `spec` and `reals` are written by src/engine/native/spec.ts; their fields are in core/spec.hpp.
 * `capacity`: samples of the largest batch. `probing`: DESCENT_TRAINING, _PROBING or _INSPECTING.
 * Functions that return int32 give 0, or a negative error code (core/spec.hpp); indices are checked by the callee.
 */
typedef struct {
  const char* isa;
  const char* numerics;
  /* bytes of the arena, or a negative error code */
  int64_t (*measure)(const int32_t* spec, int32_t specLength, const double* reals, int32_t realsLength, int32_t capacity,
                     int32_t probing);
  int32_t (*build)(void* arena, int64_t bytes, const int32_t* spec, int32_t specLength, const double* reals,
                   int32_t realsLength, int32_t capacity, int32_t probing);
  int64_t (*snapshotSize)(const void* arena);
  /* layers with weights */
  int32_t (*signals)(const void* arena);
  void (*snapshot)(const void* arena, float* out);
  void (*restore)(void* arena, const float* in);
  /* the first step that diverged, `steps` if none did, or a negative error code */
  int32_t (*train)(void* arena, const DescentImages* data, const uint32_t* order, int64_t orderLength,
                   const float* learningRates, int32_t steps, float* losses, float* penalties, uint32_t* correct);
  /* lossSum: sum over samples; confusion (classes, classes), added to; indices may be null: all of data */
  int32_t (*evaluate)(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, double* lossSum,
                      uint8_t* correct, uint32_t* confusion);
  int32_t (*predict)(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, float* out);
  /* `arena` of a probing plan whose weights were restored; signals (layers with weights, DESCENT_SIGNALS) */
  int32_t (*probe)(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, double* loss,
                   float* gradients, double* signals);
  /* values a sample of a layer's output, or a negative error code; layers are counted from 0 in the order of the spec */
  int64_t (*units)(const void* arena, int32_t layer);
  /* both: `arena` of an inspecting plan whose weights were restored, in evaluation mode */
  /* out (count, height, width, channels): d(mean loss)/d(pixel as it enters the network) */
  int32_t (*inputGradient)(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, float* out);
  /* out (count, units) */
  int32_t (*activations)(void* arena, const DescentImages* data, const uint32_t* indices, int64_t count, int32_t layer, float* out);
  /* bytes of zeroed, 64-byte aligned scratch that pretrain takes, or a negative error code */
  int64_t (*pretrainBytes)(void* arena, int32_t layer, int32_t batch);
  /* CD-1 on a dense layer with biases, one step a batch of the order; errors: one a batch (core/rbm.hpp) */
  int32_t (*pretrain)(void* arena, const DescentImages* data, const uint32_t* order, int64_t orderLength, int32_t layer, int32_t batch,
                      float learningRate, float momentum, void* scratch, int64_t scratchBytes, float* errors);
} DescentApi;

#ifdef __cplusplus
}
#endif
#endif
