// Networks for the whole-engine tests, as flat specs (core/spec.hpp), and what it takes to run one.
// The engine is linked, not included: isa/isa.cpp compiled as it ships, called through the table that the addon calls.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vector>

#include "../core/spec.hpp"
#include "../isa/isa.hpp"

namespace engine_test {

using namespace DESCENT_ISA_NS;

inline const DescentApi& engine = *DESCENT_API_OF_ISA();

struct FlatSpec {
  std::vector<int32_t> ints = std::vector<int32_t>(kSpecHeaderSize);
  std::vector<double> reals = std::vector<double>(kRealHeaderSize);

  FlatSpec(int height, int width, int channels, int classes, int batch, HeadKind head = kSoftmaxCe) {
    ints[kVersionAt] = kSpecVersion;
    ints[kHeightAt] = height;
    ints[kWidthAt] = width;
    ints[kChannelsAt] = channels;
    ints[kClassesAt] = classes;
    ints[kBatchAt] = batch;
    ints[kHeadAt] = head;
    ints[kOptimizerAt] = kSgd;
    reals[kMomentumAt] = 0.9;
    reals[kBeta1At] = 0.9;
    reals[kBeta2At] = 0.999;
    reals[kRhoAt] = 0.95;
    reals[kEpsilonAt] = 1e-7;
    reals[kExtraAt] = 0.1;
  }
  int32_t* layer(LayerType type) {
    ints[kLayersAt]++;
    ints.resize(ints.size() + kLayerFields);
    reals.resize(reals.size() + kLayerReals);
    int32_t* fields = ints.data() + ints.size() - kLayerFields;
    fields[kTypeAt] = type;
    return fields;
  }
  int32_t* window(LayerType type, int ky, int kx, int sy, int sx, bool same) {
    int32_t* fields = layer(type);
    fields[kKernelYAt] = ky;
    fields[kKernelXAt] = kx;
    fields[kStrideYAt] = sy;
    fields[kStrideXAt] = sx;
    fields[kSameAt] = same;
    return fields;
  }
  FlatSpec& conv(int filters, int ky, int kx, int sy, int sx, bool same, bool bias = true) {
    int32_t* fields = window(kConv, ky, kx, sy, sx, same);
    fields[kUnitsAt] = filters;
    fields[kBiasAt] = bias;
    return *this;
  }
  FlatSpec& pool(PoolKind kind, int ky, int kx, int sy, int sx, bool same = false) {
    window(kPool, ky, kx, sy, sx, same)[kKindAt] = kind;
    return *this;
  }
  FlatSpec& dense(int units, bool bias = true) {
    int32_t* fields = layer(kDense);
    fields[kUnitsAt] = units;
    fields[kBiasAt] = bias;
    return *this;
  }
  FlatSpec& activation(ActivationKind kind) {
    layer(kActivation)[kKindAt] = kind;
    return *this;
  }
  FlatSpec& norm() {
    layer(kBatchNorm);
    reals[reals.size() - kLayerReals + kLayerEpsilonAt] = 1e-3;
    reals[reals.size() - kLayerReals + kLayerMomentumAt] = 0.9;
    return *this;
  }
  FlatSpec& dropout(double rate, int key) {
    int32_t* fields = layer(kDropout);
    fields[kThresholdAt] = static_cast<int32_t>(static_cast<uint32_t>(rate * 4294967296.0));
    fields[kKey0At] = key;
    fields[kKey1At] = key * 77 + 5;
    reals[reals.size() - kLayerReals + kLayerEpsilonAt] = 1 / (1 - rate);
    return *this;
  }
  FlatSpec& flatten() {
    layer(kFlatten);
    return *this;
  }
  FlatSpec& begin() {
    layer(kResidualBegin);
    return *this;
  }
  /** `stride` 0: the identity, otherwise a projection */
  FlatSpec& end(int strideY = 0, int strideX = 0) {
    int32_t* fields = layer(kResidualEnd);
    fields[kKindAt] = strideY > 0;
    fields[kStrideYAt] = strideY;
    fields[kStrideXAt] = strideX;
    return *this;
  }
  FlatSpec& optimizer(OptimizerKind kind, int flags = 0) {
    ints[kOptimizerAt] = kind;
    ints[kOptimizerFlagsAt] = flags;
    if (kind == kNadam) reals[kExtraAt] = 0.004;
    return *this;
  }
  FlatSpec& decay(DecayMode mode, double lambda, bool biases = false) {
    ints[kDecayModeAt] = mode;
    ints[kDecayBiasesAt] = biases;
    reals[kLambdaAt] = lambda;
    return *this;
  }
  FlatSpec& clip(double norm) {
    ints[kClipAt] = 1;
    reals[kClipNormAt] = norm;
    return *this;
  }
  int64_t measure(int capacity, int probing) const {
    return engine.measure(ints.data(), static_cast<int32_t>(ints.size()), reals.data(), static_cast<int32_t>(reals.size()),
                                   capacity, probing);
  }
  int layersWithWeights() const {
    int n = 0;
    for (int l = 0; l < ints[kLayersAt]; l++) {
      const int type = ints[static_cast<size_t>(kSpecHeaderSize + l * kLayerFields + kTypeAt)];
      n += type == kConv || type == kDense;
    }
    return n;
  }
};

/** A plan in a block of exactly the size that was measured, so that a sanitizer sees the first byte beyond. */
class Model {
 public:
  Model(const FlatSpec& spec, int capacity, int probing) {
    const int64_t bytes = spec.measure(capacity, probing);
    if (bytes <= 0) {
      error = bytes < 0 ? static_cast<int32_t>(bytes) : static_cast<int32_t>(kBadArena);
      return;
    }
    arena = aligned_alloc(64, static_cast<size_t>(bytes));
    memset(arena, 0, static_cast<size_t>(bytes));
    error = engine.build(arena, bytes, spec.ints.data(), static_cast<int32_t>(spec.ints.size()), spec.reals.data(),
                  static_cast<int32_t>(spec.reals.size()), capacity, probing);
  }
  Model(const Model&) = delete;
  ~Model() { free(arena); }
  std::vector<float> weights() const {
    std::vector<float> values(static_cast<size_t>(engine.snapshotSize(arena)));
    engine.snapshot(arena, values.data());
    return values;
  }

  void* arena = nullptr;
  int32_t error = kOk;
};

struct Random {
  uint64_t state;
  uint32_t next() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<uint32_t>(state >> 33);
  }
  int below(int n) { return static_cast<int>(next() % static_cast<uint32_t>(n)); }
  float uniform(float bound) { return (static_cast<float>(next() >> 7) * 0x1p-23f - 1.0f) * bound; }
};

/** Random bytes, a fifth of them not zero, with labels in turn. */
struct Images {
  std::vector<uint8_t> images, labels;
  float lut[256];
  DescentImages view;

  Images(const FlatSpec& spec, int count, Random& random)
      : images(static_cast<size_t>(count) * spec.ints[kHeightAt] * spec.ints[kWidthAt] * spec.ints[kChannelsAt]),
        labels(static_cast<size_t>(count)) {
    for (uint8_t& pixel : images) pixel = static_cast<uint8_t>(random.below(5) == 0 ? random.below(256) : 0);
    for (int i = 0; i < count; i++) labels[static_cast<size_t>(i)] = static_cast<uint8_t>(i % spec.ints[kClassesAt]);
    for (int b = 0; b < 256; b++) lut[b] = static_cast<float>(b / 255.0);
    view = {images.data(), labels.data(), count, lut};
  }
  Images(const Images&) = delete;
};

struct Hash {
  uint64_t value = 1469598103934665603ull;
  void add(const void* data, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) value = (value ^ static_cast<const uint8_t*>(data)[i]) * 1099511628211ull;
  }
  template <class T> void add(const std::vector<T>& values) { add(values.data(), values.size() * sizeof(T)); }
};

struct Named {
  const char* name;
  FlatSpec spec;
};

/** Every layer, head, optimizer and option at least once; sizes that no tile divides. */
inline std::vector<Named> networks() {
  std::vector<Named> all;
  auto add = [&](const char* name, const FlatSpec& spec) { all.push_back({name, spec}); };
  auto lenet = [](ActivationKind a, PoolKind pool, bool norm, double dropout, HeadKind head = kSoftmaxCe, int batch = 7) {
    FlatSpec s(28, 28, 1, 10, batch, head);
    s.conv(6, 5, 5, 1, 1, true, !norm);
    if (norm) s.norm();
    s.activation(a).pool(pool, 2, 2, 2, 2).conv(16, 5, 5, 1, 1, false, !norm);
    if (norm) s.norm();
    s.activation(a).pool(pool, 2, 2, 2, 2).flatten().dense(120, !norm);
    if (norm) s.norm();
    s.activation(a);
    if (dropout > 0) s.dropout(dropout, 11);
    s.dense(84, !norm);
    if (norm) s.norm();
    s.activation(a);
    if (dropout > 0) s.dropout(dropout, 12);
    return s.dense(10);
  };
  add("lenet5 relu sgd", lenet(kRelu, kMaxPool, false, 0, kSoftmaxCe, 32));
  add("lenet5 relu adam l2", lenet(kRelu, kMaxPool, false, 0).optimizer(kAdam).decay(kL2, 1e-3));
  add("lenet5 tanh norm dropout momentum", lenet(kTanh, kMaxPool, true, 0.5).optimizer(kMomentum));
  add("lenet5 sigmoid average mse nesterov", lenet(kSigmoid, kAvgPool, false, 0, kSoftmaxMse).optimizer(kNesterov));
  add("lenet5 1998 adagrad", lenet(kScaledTanh, kScaledAvgPool, false, 0, kLinearMse).optimizer(kAdagrad));
  add("article adam", FlatSpec(28, 28, 1, 10, 5).conv(32, 5, 5, 1, 1, false).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2)
                          .conv(64, 3, 3, 1, 1, false).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2).flatten().dense(256)
                          .dropout(0.4, 3).dense(10).optimizer(kAdam, kEpsilonHat));
  add("two same convolutions clip", FlatSpec(28, 28, 1, 10, 2).conv(32, 5, 5, 1, 1, true).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2)
                                        .conv(64, 5, 5, 1, 1, true).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2).flatten().dense(64)
                                        .activation(kRelu).dense(10).optimizer(kMomentum).clip(0.05));
  add("mlp rmsprop centered", FlatSpec(28, 28, 1, 10, 40).flatten().dense(300).activation(kRelu).dense(100).activation(kRelu).dense(10)
                                  .optimizer(kRmsprop, kCentered | kBiasCorrection | kEpsilonOutside).decay(kDecoupled, 0.01, true));
  add("logistic regression, batch of one", FlatSpec(5, 3, 2, 3, 1, kSigmoidBce).flatten().dense(3).optimizer(kAdadelta));
  add("odd sizes, strides, gelu", FlatSpec(13, 17, 3, 7, 21).conv(9, 3, 2, 2, 1, true).activation(kGelu).pool(kMaxPool, 3, 3, 2, 2, true)
                                      .conv(11, 2, 3, 1, 2, false).norm().activation(kElu).flatten().dense(19).activation(kSoftplus)
                                      .dense(7).optimizer(kAdamax));
  add("elu, average, stride 2", FlatSpec(28, 28, 1, 10, 19).conv(12, 3, 3, 2, 2, false).activation(kElu).conv(20, 3, 3, 1, 1, true)
                                    .activation(kElu).pool(kAvgPool, 2, 2, 2, 2).conv(28, 3, 3, 2, 2, false).activation(kElu).flatten()
                                    .dense(33).activation(kLeakyRelu).dense(10).optimizer(kNadam));
  add("kernel larger than the image", FlatSpec(3, 2, 1, 2, 5, kSigmoidMse).conv(3, 5, 7, 1, 1, true).activation(kIdentity)
                                          .pool(kAvgPool, 3, 3, 1, 1, true).flatten().dense(2).optimizer(kAmsgrad));
  add("norm after activation, overlapping pools", FlatSpec(16, 12, 2, 4, 19).conv(5, 3, 3, 1, 1, true).activation(kLeakyRelu).norm()
                                                      .pool(kMaxPool, 3, 2, 1, 2).dropout(0.25, 9).flatten().dense(17)
                                                      .activation(kTanh).norm().dense(4).optimizer(kLion).decay(kL2, 0.01, true));
  add("residual, identity", FlatSpec(12, 10, 1, 5, 21).conv(6, 3, 3, 1, 1, true).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2).begin()
                                .conv(6, 3, 3, 1, 1, true).activation(kRelu).conv(6, 3, 3, 1, 1, true).end().activation(kRelu).begin()
                                .conv(6, 3, 3, 1, 1, true).end().activation(kRelu).flatten().dense(5).optimizer(kMomentum));
  add("residual, projection, norm", FlatSpec(11, 9, 2, 4, 35).conv(7, 3, 3, 1, 1, true, false).norm().activation(kRelu).begin()
                                        .conv(9, 3, 3, 2, 2, true, false).norm().activation(kTanh).conv(9, 3, 3, 1, 1, true, false)
                                        .norm().end(2, 2).activation(kRelu).begin().dropout(0.3, 21).conv(9, 1, 1, 1, 1, true)
                                        .norm().end().flatten().dense(4).optimizer(kAdam).decay(kL2, 0.01, true));
  add("residual, nested, dense, first layer", FlatSpec(6, 6, 1, 3, 18, kSigmoidBce).begin().activation(kTanh).end().begin()
                                                  .pool(kAvgPool, 2, 2, 2, 2).conv(5, 3, 3, 1, 1, true).begin().activation(kGelu)
                                                  .conv(5, 3, 3, 1, 1, true).end().end(2, 2).flatten().begin().dense(13)
                                                  .activation(kSoftplus).begin().dense(13).activation(kElu).end().end(1, 1).norm()
                                                  .activation(kRelu).dense(3).optimizer(kSgd).clip(0.5));
  return all;
}

}  // namespace engine_test
