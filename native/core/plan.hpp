// What a step works on: operations, parameters and their memory, all inside one arena.
#pragma once
#include "spec.hpp"

namespace DESCENT_ISA_NS {

/** Hands out 64-byte aligned pieces of one block. Without a base it only counts: that is how a plan is measured. */
struct Arena {
  char* base;
  int64_t used;
  int64_t size;

  template <class T> T* take(int64_t count) {
    const int64_t at = used;
    used += (count * static_cast<int64_t>(sizeof(T)) + 63) / 64 * 64;
    return base && used <= size ? reinterpret_cast<T*>(base + at) : nullptr;
  }
};

struct Shape {
  int h, w, c;
  long floats() const { return static_cast<long>(h) * w * c * kLanes; }  // of one group
};

/** One parameter tensor: `at` in the padded arrays (a multiple of 16), `out` in the snapshot. */
struct Tensor {
  long at, out, size;
  bool trainable, decayed;
  bool waiting;      // its gradient is made and used up in the update
  bool overwritten;  // its gradient is written, not added to
};

/** Offsets in floats of one run of consecutive terms of a sum (core/tile.hpp). */
struct Run {
  long x, w;
};

enum Mode { kTraining, kInference, kProbing };

struct Plan;
struct Op;
using Pass = void (*)(Plan&, Op&, int g0, int g1);

/** One layer. Arrays are [group][pixel][channel][16]; a group stride of 0 is one slot that all groups share in turn. */
struct Op {
  int type, kind;
  Shape in, out;
  int kh, kw, sh, sw, pt, pl;  // kernel or window, stride, padding above and to the left
  bool batchwise;              // takes all groups in one call
  bool inPlace;                // dx is dy: the delta is rewritten
  const float* xAt;
  float *yAt, *dyAt, *dxAt;
  long xStep, yStep, dyStep, dxStep;
  float *w, *b, *gw, *gb;      // weights or gamma or scale; bias or beta; null where there are none
  float *mean, *variance;      // batch norm: running statistics, then those of the batch
  float *batchMean, *batchVariance, *batchScale;
  float epsilon, momentum;
  int* argmax;                 // max pooling, [group] like y
  float* keep;                 // dropout: multiplier 0 or 1/(1 - rate), [group] like y
  unsigned threshold, key0, key1;
  float keepScale;
  int partner;                 // of a residual block's begin its end, and the other way round
  int skipChannels;            // of an end that projects: channels of the block's input
  float* skipDelta;            // of an end: ∂L/∂(block's input) through the shortcut, [group] like the input
  long skipStep;
  double epsilonExact;
  int signal;                  // slot of this layer's telemetry, -1: none
  int watched;                 // of an activation: the slot whose layer it follows, -1: none
  Pass forward, backward;
  void* fast;                  // a fast kernel's own data

  const float* x(int g) const { return xAt + g * xStep; }
  float* y(int g) const { return yAt + g * yStep; }
  float* dy(int g) const { return dyAt + g * dyStep; }
  float* dx(int g) const { return dxAt ? dxAt + g * dxStep : nullptr; }
};

/** Sums behind one layer's telemetry. */
struct Signal {
  double squares, count;             // of the deltas
  double sum, sumSquares, values;    // of the activation
  double saturated, dead, units;
  bool hasActivation, hasDead, hasSaturated;
};

struct Plan {
  uint64_t magic;
  int64_t bytes;
  Shape image;
  int classes, head, batch, capacity;  // capacity in groups
  bool probing;
  bool inspecting;                     // probing, and the delta of the input is kept too
  int opCount, tensorCount, signalCount;
  Op* ops;
  Tensor* tensors;
  Signal* signals;
  float* weights;                      // all tensors, padded
  float* gradients;
  float* state[4];
  long padded, snapshot;
  // the batch in work
  Mode mode;
  int samples, groups;
  uint32_t step;                       // steps taken since the plan was built
  float* input;
  float* inputDelta;                   // ∂(mean loss)/∂input, like input; null unless inspecting
  int* labels;                         // one a lane, -1 where there is no sample
  float* logitsDelta;
  float *losses;                       // one a lane
  unsigned correct;
  unsigned char* right;
  int* answers;
  // scratch
  float *paddedX, *paddedDy, *rows, *projected;
  Run* runs;
  // training
  int optimizer, optimizerFlags, decayMode;
  bool decayBiases, clip;
  double lambda, clipNorm, momentum, beta1, beta2, rho, epsilon, extra;
  double beta1Power, beta2Power, rhoPower, nadamProduct, nadamPower, nadamBase;

  int active(int g) const {
    const int n = samples - g * kLanes;
    return n < 0 ? 0 : n > kLanes ? kLanes : n;
  }
};

/** Ones in the lanes that hold a sample. */
DESCENT_INLINE M16 activeLanes(int active) { return broadcast(active) > laneIndex(); }

inline void skip(Plan&, Op&, int, int) {}

}  // namespace DESCENT_ISA_NS
