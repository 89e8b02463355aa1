// From the flat spec to a plan. Called twice: on an arena without memory to measure, then to build.
#pragma once
#include "activation.hpp"
#include "conv.hpp"
#include "dense.hpp"
#include "dropout.hpp"
#include "norm.hpp"
#include "optimizer.hpp"
#include "pool.hpp"
#include "residual.hpp"

namespace DESCENT_ISA_NS {

constexpr uint64_t kMagic = 0x646573636e743031ull;
constexpr int kMaxLayers = 512, kMaxSide = 16384, kMaxUnits = 1 << 20, kMaxBatch = 1 << 20;
// of one array of a group, of one tensor, of all parameters; where `long` has 32 bits no product of sizes may pass them
constexpr bool kWideLong = sizeof(long) == 8;
constexpr double kMaxFloats = kWideLong ? 0x1p31 - 1 : 0x1p26, kMaxBatchFloats = kWideLong ? 0x1p62 : 0x1p28;

struct Spec {
  const int32_t* ints;
  int intCount;
  const double* reals;
  int realCount;
  int at(int i) const { return ints[i]; }
  int layer(int l, int field) const { return ints[kSpecHeaderSize + l * kLayerFields + field]; }
  double layerReal(int l, int field) const { return reals[kRealHeaderSize + l * kLayerReals + field]; }
};

inline bool within(int x, int low, int high) { return x >= low && x <= high; }

inline bool validHeader(const Spec& s) {
  if (!s.ints || !s.reals || s.intCount < kSpecHeaderSize || s.realCount < kRealHeaderSize) return false;
  const int layers = s.at(kLayersAt);
  if (!within(layers, 1, kMaxLayers)) return false;
  if (s.intCount != kSpecHeaderSize + layers * kLayerFields || s.realCount != kRealHeaderSize + layers * kLayerReals) return false;
  for (int i = 0; i < s.realCount; i++)
    if (!(s.reals[i] - s.reals[i] == 0)) return false;
  return s.at(kVersionAt) == kSpecVersion && within(s.at(kHeightAt), 1, kMaxSide) && within(s.at(kWidthAt), 1, kMaxSide) &&
         within(s.at(kChannelsAt), 1, kMaxUnits) && within(s.at(kClassesAt), 1, 256) && within(s.at(kHeadAt), 0, kHeadKinds - 1) &&
         within(s.at(kBatchAt), 1, kMaxBatch) && within(s.at(kOptimizerAt), 0, kOptimizerKinds - 1) &&
         within(s.at(kDecayModeAt), 0, kDecayModes - 1) && (!s.at(kClipAt) || s.reals[kClipNormAt] > 0);
}

/** Output size and leading padding of a window along one axis; 0 if nothing fits. */
inline int windowed(int in, int size, int stride, bool same, int* before) {
  *before = 0;
  if (!same) return in < size ? 0 : (in - size) / stride + 1;
  const int out = (in + stride - 1) / stride;
  const int total = (out - 1) * stride + size - in;
  *before = total > 0 ? total / 2 : 0;
  return out;
}

/** Of one group; float64, so that no product overflows. */
inline double floatsOf(int h, int w, int c) { return static_cast<double>(h) * w * c * kLanes; }

/** Reads layer l into `op` and checks it against `in`. */
inline int readLayer(const Spec& s, int l, Shape in, Op& op) {
  op = Op{};
  op.type = s.layer(l, kTypeAt);
  op.kind = s.layer(l, kKindAt);
  op.in = op.out = in;
  op.signal = op.watched = -1;
  const int units = s.layer(l, kUnitsAt);
  if (op.type == kConv || op.type == kPool) {
    op.kh = s.layer(l, kKernelYAt);
    op.kw = s.layer(l, kKernelXAt);
    op.sh = s.layer(l, kStrideYAt);
    op.sw = s.layer(l, kStrideXAt);
    if (!within(op.kh, 1, kMaxSide) || !within(op.kw, 1, kMaxSide) || !within(op.sh, 1, kMaxSide) || !within(op.sw, 1, kMaxSide))
      return kBadSpec;
    const bool same = s.layer(l, kSameAt) != 0;
    op.out.h = windowed(in.h, op.kh, op.sh, same, &op.pt);
    op.out.w = windowed(in.w, op.kw, op.sw, same, &op.pl);
    if (op.out.h < 1 || op.out.w < 1) return kBadShape;
  }
  switch (op.type) {
    case kConv:
      if (!within(units, 1, kMaxUnits)) return kBadSpec;
      op.out.c = units;
      op.forward = convForward;
      op.backward = convBackward;
      break;
    case kPool:
      if (!within(op.kind, 0, kPoolKinds - 1)) return kBadSpec;
      op.forward = op.kind == kMaxPool ? maxPoolForward : avgPoolForward;
      op.backward = op.kind == kMaxPool ? maxPoolBackward : avgPoolBackward;
      break;
    case kBatchNorm:
      op.batchwise = op.inPlace = true;
      op.epsilonExact = s.layerReal(l, kLayerEpsilonAt);
      op.momentum = static_cast<float>(s.layerReal(l, kLayerMomentumAt));
      if (op.epsilonExact < 0) return kBadSpec;
      op.forward = normForward;
      op.backward = normBackward;
      break;
    case kActivation:
      if (!within(op.kind, 0, kActivationKinds - 1)) return kBadSpec;
      op.inPlace = true;
      setActivation(op);
      break;
    case kDropout:
      op.inPlace = true;
      op.threshold = static_cast<unsigned>(s.layer(l, kThresholdAt));
      op.key0 = static_cast<unsigned>(s.layer(l, kKey0At));
      op.key1 = static_cast<unsigned>(s.layer(l, kKey1At));
      op.keepScale = static_cast<float>(s.layerReal(l, kLayerEpsilonAt));
      op.forward = dropoutForward;
      op.backward = dropoutBackward;
      break;
    case kFlatten:
      // [pixel][channel] already is (H, W, C) with the channel fastest
      op.inPlace = true;
      op.out = {1, 1, in.h * in.w * in.c};
      op.forward = op.backward = skip;
      break;
    case kResidualBegin:
      op.inPlace = true;
      op.forward = skip;
      op.backward = residualBeginBackward;
      break;
    case kResidualEnd: break;  // once the begin is known: pairBlocks
    case kDense:
      if (in.h != 1 || in.w != 1 || !within(units, 1, kMaxUnits)) return !within(units, 1, kMaxUnits) ? kBadSpec : kBadShape;
      op.out.c = units;
      op.key0 = static_cast<unsigned>(s.layer(l, kKey0At));
      op.key1 = static_cast<unsigned>(s.layer(l, kKey1At));
      op.batchwise = true;
      op.forward = denseForward;
      op.backward = denseBackward;
      break;
    default: return kBadSpec;
  }
  if (floatsOf(op.out.h, op.out.w, op.out.c) > kMaxFloats) return kTooLarge;
  if (op.type == kConv) {
    const ConvSizes s(op);
    if (floatsOf(s.ph, s.pw, op.in.c) > kMaxFloats || floatsOf(op.out.h, s.dw, op.out.c) > kMaxFloats) return kTooLarge;
  }
  return kOk;
}

/** Blocks that are open where the network is read. */
struct OpenBlocks {
  int begins[kMaxLayers];
  int count = 0;
};

/** Pairs the end of a residual block, layer l, with its begin. */
inline int pairBlocks(const Spec& s, Plan& p, int l, OpenBlocks& open) {
  if (p.ops[l].type == kResidualBegin) open.begins[open.count++] = l;
  if (p.ops[l].type != kResidualEnd) return kOk;
  if (open.count == 0 || open.begins[open.count - 1] == l - 1) return kBadShape;
  const int begin = open.begins[--open.count];
  p.ops[l].partner = begin;
  p.ops[begin].partner = l;
  return readResidualEnd(p.ops[l], p.ops[begin], s.layer(l, kStrideYAt), s.layer(l, kStrideXAt));
}

inline void addTensor(Plan& p, long size, bool trainable, bool decayed) {
  Tensor t{p.padded, p.snapshot, size, trainable, decayed, false, false};
  if (p.tensors) p.tensors[p.tensorCount] = t;
  p.tensorCount++;
  p.padded += (size + kLanes - 1) / kLanes * kLanes;
  p.snapshot += size;
}

/** Parameters of one layer, in snapshot order; offsets are kept in the op as pointers from null until memory is there. */
inline int addParameters(Plan& p, const Op& op, bool bias) {
  const double weights = op.type == kConv ? static_cast<double>(op.kh) * op.kw * op.in.c * op.out.c
                                          : static_cast<double>(op.type == kResidualEnd ? op.skipChannels : op.in.c) * op.out.c;
  switch (op.type) {
    case kConv:
    case kDense:
      if (weights > kMaxFloats) return kTooLarge;
      addTensor(p, static_cast<long>(weights), true, true);
      if (bias) addTensor(p, op.out.c, true, p.decayBiases);
      break;
    case kBatchNorm:
      addTensor(p, op.in.c, true, p.decayBiases);
      addTensor(p, op.in.c, true, p.decayBiases);
      addTensor(p, op.in.c, false, false);
      addTensor(p, op.in.c, false, false);
      break;
    case kPool:
      if (op.kind != kScaledAvgPool) break;
      addTensor(p, op.in.c, true, p.decayBiases);
      addTensor(p, op.in.c, true, p.decayBiases);
      break;
    case kResidualEnd:
      if (!projects(op)) break;
      if (weights > kMaxFloats) return kTooLarge;
      addTensor(p, static_cast<long>(weights), true, true);
      break;
    default: break;
  }
  return p.padded > static_cast<long>(kMaxFloats) ? kTooLarge : kOk;
}

inline void bindParameters(Plan& p, Op& op, int first, int count) {
  if (count == 0 || !p.weights) return;  // only measuring
  op.w = p.weights + p.tensors[first].at;
  op.gw = p.gradients + p.tensors[first].at;
  if (count > 1) {
    op.b = p.weights + p.tensors[first + 1].at;
    op.gb = p.gradients + p.tensors[first + 1].at;
  }
  if (count == 4) {
    op.mean = p.weights + p.tensors[first + 2].at;
    op.variance = p.weights + p.tensors[first + 3].at;
  }
}

struct Largest {
  long value = 0;
  void see(long x) { value = x > value ? x : value; }
};

/** Telemetry: the slot of each layer with weights, which delta it reads and which activation follows it. */
inline void assignSignals(Plan& p) {
  p.signalCount = 0;
  for (int l = 0; l < p.opCount; l++) {
    if (p.ops[l].type != kConv && p.ops[l].type != kDense) continue;
    const int slot = p.signalCount++;
    int at = l;
    if (l + 1 < p.opCount && p.ops[l + 1].type == kBatchNorm) at = l + 1;
    p.ops[at].signal = slot;
    // the activation that follows, over a batch norm or pooling, before the next layer with weights
    for (int n = l + 1; n < p.opCount && p.ops[n].type != kConv && p.ops[n].type != kDense; n++)
      if (p.ops[n].type == kActivation) {
        p.ops[n].watched = slot;
        break;
      }
  }
}

/** Whether the output delta of layer l, which the layers above may rewrite in place, passes through a batchwise layer. */
inline bool needsWholeBatch(const Plan& p, int l) {
  bool whole = p.ops[l].batchwise;
  for (; l + 1 < p.opCount && p.ops[l + 1].inPlace; l++) whole |= p.ops[l + 1].batchwise;
  return whole || l + 1 == p.opCount || p.ops[l + 1].batchwise;
}

/** Activations, deltas and scratch. A delta between two groupwise layers needs one group's slot, any other the whole batch's. */
inline void takeMemory(Plan& p, Arena& arena) {
  const long groups = p.capacity;
  p.input = arena.take<float>(groups * p.image.floats());
  p.inputDelta = p.inspecting ? arena.take<float>(groups * p.image.floats()) : nullptr;
  p.labels = arena.take<int>(groups * kLanes);
  p.losses = arena.take<float>(groups * kLanes);
  p.answers = arena.take<int>(groups * kLanes);
  Largest delta, slot, paddedX, paddedDy, rows, runs, projected;
  runs.see(groups);
  for (int l = 0; l < p.opCount; l++) {
    const Op& op = p.ops[l];
    if (!op.inPlace || l == 0) (needsWholeBatch(p, l) ? delta : slot).see(op.out.floats());
    if (op.type == kConv) {
      const ConvSizes s(op);
      paddedX.see(static_cast<long>(s.ph) * s.pw * op.in.c * kLanes);
      paddedDy.see(static_cast<long>(op.out.h) * s.dw * op.out.c * kLanes);
      runs.see(static_cast<long>(op.kh) * op.kw);
    }
    if (projects(op)) {
      const Op shortcut = projectionOf(p, op);
      paddedDy.see(static_cast<long>(op.out.h) * ConvSizes(shortcut).dw * op.out.c * kLanes);
      projected.see(op.out.floats());
    }
    if (op.type == kDense) rows.see(groups * kLanes * ((op.out.c + kLanes - 1) / kLanes * static_cast<long>(kLanes)));
  }
  // transposes read whole blocks of 16 × 16 and may run over the end of the last one
  constexpr long kSpare = kLanes * kLanes;
  float* deltas[2];
  float* slots[2];
  for (int i = 0; i < 2; i++) {
    deltas[i] = arena.take<float>(groups * delta.value + kSpare);
    slots[i] = arena.take<float>(slot.value + kSpare);
  }
  p.paddedX = arena.take<float>(paddedX.value);
  p.paddedDy = arena.take<float>(paddedDy.value);
  p.rows = arena.take<float>(rows.value);
  p.projected = arena.take<float>(projected.value);
  p.runs = arena.take<Run>(runs.value);

  const float* x = p.input;
  long xStep = p.image.floats();
  // the delta of the layer below, null until a layer below has parameters or the input's is wanted
  float* below = p.inputDelta;
  long belowStep = p.inspecting ? p.image.floats() : 0;
  bool learns = p.inspecting;
  bool outputNeeded = true;  // by the backward pass of the layer below; also of the input
  // each kind alternates by itself: while a run of groupwise layers writes one batch's deltas, it still reads the last ones
  int wholes = 0, singles = 0;
  for (int l = 0; l < p.opCount; l++) {
    Op& op = p.ops[l];
    const long floats = op.out.floats();
    op.xAt = x;
    op.xStep = xStep;
    op.dxAt = learns ? below : nullptr;
    op.dxStep = belowStep;
    const bool rewrites =
        op.type == kDropout || op.type == kResidualEnd || (op.type == kActivation && !needsInput(op.kind));
    if (op.type == kFlatten || op.type == kResidualBegin || (rewrites && !outputNeeded && !p.probing)) {
      op.yAt = const_cast<float*>(x);
      op.yStep = xStep;
    } else {
      op.yAt = arena.take<float>(groups * floats);
      op.yStep = floats;
    }
    if (op.type == kResidualBegin) outputNeeded = true;  // by the end of the block
    else if (op.type == kActivation) outputNeeded = !needsInput(op.kind) && op.kind != kIdentity;
    else if (op.type != kFlatten) outputNeeded = false;
    if (op.w) learns = true;
    if (op.inPlace && (l > 0 || p.inspecting)) {
      op.dyAt = below;
      op.dyStep = belowStep;
    } else {
      const bool whole = needsWholeBatch(p, l);
      op.dyAt = whole ? deltas[wholes++ & 1] : slots[singles++ & 1];
      op.dyStep = whole ? floats : 0;
    }
    if (op.type == kResidualEnd) {
      const long floatsIn = p.ops[op.partner].out.floats();
      const bool one = groupwiseBlock(p, l);
      op.skipDelta = arena.take<float>(one ? floatsIn : groups * floatsIn);
      op.skipStep = one ? 0 : floatsIn;
    }
    if (op.type == kDropout) op.keep = arena.take<float>(groups * floats);
    if (op.type == kPool && op.kind == kMaxPool) op.argmax = arena.take<int>(groups * floats);
    if (op.type == kBatchNorm) {
      op.batchMean = arena.take<float>(op.in.c);
      op.batchVariance = arena.take<float>(op.in.c);
      op.batchScale = arena.take<float>(op.in.c);
    }
    x = op.yAt;
    xStep = op.yStep;
    below = op.dyAt;
    belowStep = op.dyStep;
  }
}

inline void readTraining(const Spec& s, Plan& p) {
  p.optimizer = s.at(kOptimizerAt);
  p.optimizerFlags = s.at(kOptimizerFlagsAt);
  p.decayMode = s.at(kDecayModeAt);
  p.decayBiases = s.at(kDecayBiasesAt) != 0;
  p.clip = s.at(kClipAt) != 0;
  p.lambda = s.reals[kLambdaAt];
  p.clipNorm = s.reals[kClipNormAt];
  p.momentum = s.reals[kMomentumAt];
  p.beta1 = s.reals[kBeta1At];
  p.beta2 = s.reals[kBeta2At];
  p.rho = s.reals[kRhoAt];
  p.epsilon = s.reals[kEpsilonAt];
  p.extra = s.reals[kExtraAt];
  p.beta1Power = p.beta2Power = p.rhoPower = p.nadamProduct = p.nadamPower = 1;
  p.nadamBase = seriesExp(p.extra * -0.040821994520255166);  // ln 0.96
}

}  // namespace DESCENT_ISA_NS
