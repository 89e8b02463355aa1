// Training speed of whole networks on the instruction set this file is compiled for, without Node:
//   engine_bench [name part] [general]
// `general` turns the fast kernels off. Prints samples/s (CPU time of the thread), GFLOP/s by the dense count, and a
// hash of the weights after the run, which must not depend on AVX2 or AVX-512.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>
#include <vector>

#include "../core/engine.hpp"
#include "timing.hpp"

using namespace DESCENT_ISA_NS;

struct Net {
  std::string name;
  int height = 28, width = 28, channels = 1, classes = 10, batch = 128, optimizer = kSgd;
  float learningRate = 0.01f;
  std::vector<std::vector<int>> layers;
  void add(int type, std::vector<std::pair<int, int>> fields) {
    std::vector<int> l(kLayerFields, 0);
    l[kTypeAt] = type;
    for (auto f : fields) l[static_cast<size_t>(f.first)] = f.second;
    layers.push_back(l);
  }
  Net& conv(int units, int k, bool same = false, int stride = 1, bool bias = true) {
    add(kConv, {{kUnitsAt, units}, {kKernelYAt, k}, {kKernelXAt, k}, {kStrideYAt, stride}, {kStrideXAt, stride}, {kSameAt, same}, {kBiasAt, bias}});
    return *this;
  }
  Net& pool(int kind, int size = 2, int stride = 2) {
    add(kPool, {{kKindAt, kind}, {kKernelYAt, size}, {kKernelXAt, size}, {kStrideYAt, stride}, {kStrideXAt, stride}});
    return *this;
  }
  Net& act(int kind) { return add(kActivation, {{kKindAt, kind}}), *this; }
  Net& norm() { return add(kBatchNorm, {}), *this; }
  Net& dropout() {
    add(kDropout, {{kThresholdAt, static_cast<int>(0x80000000u)}, {kKey0At, 7}, {kKey1At, 9}});
    return *this;
  }
  Net& flatten() { return add(kFlatten, {}), *this; }
  Net& dense(int units, bool bias = true) { return add(kDense, {{kUnitsAt, units}, {kBiasAt, bias}}), *this; }
};

static void measureNet(const Net& n, bool general) {
  std::vector<int32_t> ints(kSpecHeaderSize, 0);
  ints[kVersionAt] = kSpecVersion, ints[kHeightAt] = n.height, ints[kWidthAt] = n.width, ints[kChannelsAt] = n.channels;
  ints[kClassesAt] = n.classes, ints[kHeadAt] = kSoftmaxCe, ints[kBatchAt] = n.batch, ints[kOptimizerAt] = n.optimizer;
  ints[kLayersAt] = static_cast<int>(n.layers.size());
  ints[kGeneralAt] = general;
  std::vector<double> reals(kRealHeaderSize, 0.0);
  reals[kMomentumAt] = 0.9, reals[kBeta1At] = 0.9, reals[kBeta2At] = 0.999, reals[kRhoAt] = 0.9, reals[kEpsilonAt] = 1e-7, reals[kClipNormAt] = 1;
  for (auto& l : n.layers) {
    ints.insert(ints.end(), l.begin(), l.end());
    reals.push_back(l[kTypeAt] == kDropout ? 2.0 : 1e-3);
    reals.push_back(0.9);
  }
  const int il = static_cast<int>(ints.size()), rl = static_cast<int>(reals.size());
  const int64_t bytes = measure(ints.data(), il, reals.data(), rl, n.batch, 0);
  if (bytes < 0) {
    printf("%s: error %ld\n", n.name.c_str(), static_cast<long>(bytes));
    exit(1);
  }
  void* arena = aligned_alloc(64, static_cast<size_t>(bytes + 63) / 64 * 64);
  memset(arena, 0, static_cast<size_t>(bytes));
  if (build(arena, bytes, ints.data(), il, reals.data(), rl, n.batch, 0)) exit(1);
  Plan& p = *static_cast<Plan*>(arena);

  uint64_t seed = 88172645463325252ull;
  auto random = [&] { return seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17, static_cast<uint32_t>(seed >> 32); };
  std::vector<float> weights(static_cast<size_t>(p.snapshot), 0.0f);
  snapshot(arena, weights.data());
  double flop = 0;
  bool first = true;
  for (int l = 0; l < p.opCount; l++) {
    const Op& op = p.ops[l];
    if (op.type == kBatchNorm) {
      for (int t = 0; t < p.tensorCount; t++)
        if (p.weights + p.tensors[t].at == op.w)
          for (int i = 0; i < op.in.c; i++) weights[static_cast<size_t>(p.tensors[t].out + i)] = 1.0f;
    }
    if (op.type != kConv && op.type != kDense) continue;
    const double fanIn = op.type == kConv ? static_cast<double>(op.kh) * op.kw * op.in.c : op.in.c;
    const double macs = fanIn * op.out.c * op.out.h * op.out.w;
    flop += 2 * macs * (first ? 2 : 3);
    first = false;
    for (int t = 0; t < p.tensorCount; t++)
      if (p.weights + p.tensors[t].at == op.w)
        for (long i = 0; i < p.tensors[t].size; i++)
          weights[static_cast<size_t>(p.tensors[t].out + i)] = static_cast<float>((random() / 2147483648.0 - 1) * __builtin_sqrt(3.0 / fanIn));
  }
  restore(arena, weights.data());

  const int count = 1280, pixels = n.height * n.width * n.channels;
  std::vector<uint8_t> images(static_cast<size_t>(count) * static_cast<size_t>(pixels)), labels(count);
  for (int i = 0; i < count; i++) {
    labels[static_cast<size_t>(i)] = static_cast<uint8_t>(random() % 10);
    // a blurred stroke whose place depends on the label, on black
    const int cx = 6 + labels[static_cast<size_t>(i)] * 3 / 2, cy = 6 + static_cast<int>(random() % 16);
    for (int y = 0; y < n.height; y++)
      for (int x = 0; x < n.width; x++) {
        const int d = abs(x - cx) + abs(y - cy) / 2;
        images[static_cast<size_t>(i * pixels + (y * n.width + x) * n.channels)] = d < 6 ? static_cast<uint8_t>(250 - d * 40 + static_cast<int>(random() % 5)) : 0;
      }
  }
  float lut[256];
  for (int i = 0; i < 256; i++) lut[i] = static_cast<float>(i / 255.0);
  const DescentImages data{images.data(), labels.data(), count, lut};
  const int steps = count / n.batch;
  std::vector<uint32_t> order(static_cast<size_t>(steps * n.batch)), correct(static_cast<size_t>(steps));
  std::vector<float> rates(static_cast<size_t>(steps), n.learningRate), losses(static_cast<size_t>(steps)), penalties(static_cast<size_t>(steps));
  for (size_t i = 0; i < order.size(); i++) order[i] = static_cast<uint32_t>(i * 7919 % static_cast<size_t>(count));
  auto epoch = [&] {
    const int done = train(arena, &data, order.data(), static_cast<int64_t>(order.size()), rates.data(), steps, losses.data(), penalties.data(), correct.data());
    if (done != steps) printf("diverged or failed: %d\n", done), exit(1);
  };
  for (int i = 0; i < 2; i++) epoch();
  snapshot(arena, weights.data());
  uint64_t hash = 1469598103934665603ull;
  for (size_t i = 0; i < weights.size() * 4; i++) hash = (hash ^ reinterpret_cast<unsigned char*>(weights.data())[i]) * 1099511628211ull;
  const float lossThen = losses.back();
  const Timed t = timeIt(epoch, 0.5);
  const double perSample = t.best / (steps * n.batch);
  printf("%-22s batch %3d %s: %8.0f samples/s (median %8.0f) %6.1f GFLOP/s, loss %.9g, weights %016llx\n", n.name.c_str(), n.batch,
         general ? "general" : "fast   ", 1 / perSample, steps * n.batch / t.median, flop / perSample * 1e-9, static_cast<double>(lossThen),
         static_cast<unsigned long long>(hash));
  free(arena);
}

int main(int argc, char** argv) {
  const char* part = argc > 1 ? argv[1] : "";
  const bool general = argc > 2 && !strcmp(argv[2], "general");
  auto lenet = [](const char* name, int optimizer, int act, bool norm, bool drop, int pool) {
    Net n;
    n.name = name, n.optimizer = optimizer, n.learningRate = optimizer == kAdam ? 0.001f : 0.01f;
    n.conv(6, 5, true, 1, !norm);
    if (norm) n.norm();
    n.act(act).pool(pool).conv(16, 5, false, 1, !norm);
    if (norm) n.norm();
    n.act(act).pool(pool).flatten();
    for (int units : {120, 84}) {
      n.dense(units, !norm);
      if (norm) n.norm();
      n.act(act);
      if (drop) n.dropout();
    }
    return n.dense(10), n;
  };
  auto article = [](const char* name, int optimizer) {
    Net n;
    n.name = name, n.optimizer = optimizer, n.learningRate = optimizer == kAdam ? 0.001f : 0.01f;
    n.conv(32, 5).act(kRelu).pool(kMaxPool).conv(64, 3).act(kRelu).pool(kMaxPool).flatten().dense(1024).dropout().dense(10);
    return n;
  };
  std::vector<Net> nets;
  nets.push_back(lenet("lenet5 sgd", kSgd, kRelu, false, false, kMaxPool));
  nets.push_back(lenet("lenet5 adam", kAdam, kRelu, false, false, kMaxPool));
  nets.push_back(lenet("lenet5 bn drop tanh", kSgd, kTanh, true, true, kMaxPool));
  nets.push_back(lenet("lenet5 tanh", kSgd, kTanh, false, false, kMaxPool));
  nets.push_back(lenet("lenet5 avg", kSgd, kRelu, false, false, kAvgPool));
  nets.push_back(lenet("lenet5 relu bn", kSgd, kRelu, true, false, kMaxPool));
  nets.push_back(article("article sgd", kSgd));
  nets.push_back(article("article adam", kAdam));
  Net deep;
  deep.name = "2c2d momentum", deep.optimizer = kMomentum;
  deep.conv(32, 5, true).act(kRelu).pool(kMaxPool).conv(64, 5, true).act(kRelu).pool(kMaxPool).flatten().dense(1024).act(kRelu).dense(10);
  nets.push_back(deep);
  Net mlp;
  mlp.name = "mlp 300-100 sgd";
  mlp.flatten().dense(300).act(kRelu).dense(100).act(kRelu).dense(10);
  nets.push_back(mlp);
  Net unknown;
  unknown.name = "unknown";
  unknown.conv(24, 3, false, 2).act(kElu).conv(40, 3, true).act(kElu).pool(kAvgPool).conv(56, 3, false, 2).act(kElu).flatten().dense(96).act(kElu).dense(10);
  nets.push_back(unknown);
  const double peak = fmaPeak();
  printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, peak);
  for (Net& n : nets) {
    if (n.name.find(part) == std::string::npos) continue;
    if (const char* batch = getenv("BATCH")) n.batch = atoi(batch);
    measureNet(n, general);
  }
}
