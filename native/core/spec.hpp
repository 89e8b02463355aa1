// The flat description of a network and its training, as src/engine/native/spec.ts writes it.
// TypeScript validates and explains; here every size and index is checked again and an error is a code.
#pragma once
#include <stdint.h>

#include "../simd.hpp"

namespace DESCENT_ISA_NS {

constexpr int kSpecVersion = 1;

enum SpecHeader {
  kVersionAt, kHeightAt, kWidthAt, kChannelsAt, kClassesAt, kHeadAt, kBatchAt, kLayersAt, kOptimizerAt, kOptimizerFlagsAt,
  kDecayModeAt, kDecayBiasesAt, kClipAt, kGeneralAt, kSpecHeaderSize = 16
};
enum LayerField {
  kTypeAt, kUnitsAt, kKernelYAt, kKernelXAt, kStrideYAt, kStrideXAt, kSameAt, kBiasAt, kKindAt, kThresholdAt, kKey0At, kKey1At,
  kLayerFields = 16
};
enum RealHeader { kLambdaAt, kClipNormAt, kMomentumAt, kBeta1At, kBeta2At, kRhoAt, kEpsilonAt, kExtraAt, kRealHeaderSize };
enum RealLayer { kLayerEpsilonAt, kLayerMomentumAt, kLayerReals };

enum LayerType { kConv = 1, kPool, kBatchNorm, kActivation, kDropout, kFlatten, kDense, kResidualBegin, kResidualEnd };
enum PoolKind { kMaxPool, kAvgPool, kScaledAvgPool, kPoolKinds };
enum ActivationKind {
  kSigmoid, kTanh, kRelu, kLeakyRelu, kElu, kGelu, kSoftplus, kIdentity, kScaledTanh, kActivationKinds
};
enum HeadKind { kSoftmaxCe, kSoftmaxMse, kSigmoidMse, kSigmoidBce, kLinearMse, kHeadKinds };
enum OptimizerKind {
  kSgd, kMomentum, kNesterov, kAdagrad, kAdadelta, kRmsprop, kAdam, kAdamax, kAmsgrad, kNadam, kLion, kOptimizerKinds
};
enum OptimizerFlags { kEpsilonOutside = 1, kEpsilonHat = 2, kCentered = 4, kBiasCorrection = 8 };
enum DecayMode { kNoDecay, kL2, kDecoupled, kDecayModes };

enum Error {
  kOk = 0,
  kBadSpec = -1,      // a size, kind or count out of its range
  kBadShape = -2,     // a layer that does not fit the one before it
  kTooLarge = -3,     // more than 2^31 floats in one array of a group
  kBadArena = -4,     // memory missing, misaligned or smaller than measured
  kBadIndex = -5,     // an image index >= count, or a label >= classes
  kBadCount = -6,     // a count that is negative or over the plan's capacity
};

}  // namespace DESCENT_ISA_NS
