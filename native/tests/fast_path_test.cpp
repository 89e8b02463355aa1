// Fast kernels against the general path: the same generated networks, weights and batches through both.
// Their sums have other orders, so weights agree to float32 tolerance, not to the bit.
// Argument `quick`: a sixth of the generated networks, for emulators and sanitizers.
#include <math.h>

#include "networks.hpp"

using namespace engine_test;

static int failures = 0;

struct Outcome {
  std::vector<float> weights, losses;
  std::vector<uint32_t> correct;
  double evaluation = 0;
};

static Outcome run(FlatSpec spec, bool general, const char* name) {
  spec.ints[kGeneralAt] = general;
  Random random{12345};
  const int batch = spec.ints[kBatchAt], count = 2 * batch + 3, steps = 3;
  Images data(spec, count, random);
  Model model(spec, batch, false);
  Outcome o;
  if (model.error) {
    failures++;
    printf("FAIL %s: build gave %d\n", name, model.error);
    return o;
  }
  o.weights = model.weights();
  for (float& w : o.weights)
    if (w == 0.0f) w = random.uniform(0.2f);
  engine.restore(model.arena, o.weights.data());
  // the last batch is smaller
  const int length = 2 * batch + (batch > 2 ? batch / 2 + 1 : batch);
  std::vector<uint32_t> order(static_cast<size_t>(length));
  for (uint32_t& index : order) index = static_cast<uint32_t>(random.below(count));
  std::vector<float> rates(steps, 0.02f), penalties(steps);
  o.losses.resize(steps);
  o.correct.resize(steps);
  const int done = engine.train(model.arena, &data.view, order.data(), length, rates.data(), steps, o.losses.data(), penalties.data(), o.correct.data());
  if (done != steps) {
    failures++;
    printf("FAIL %s: %d steps\n", name, done);
  }
  o.weights = model.weights();
  std::vector<uint8_t> right(static_cast<size_t>(count));
  std::vector<uint32_t> confusion(static_cast<size_t>(spec.ints[kClassesAt] * spec.ints[kClassesAt]));
  engine.evaluate(model.arena, &data.view, nullptr, count, &o.evaluation, right.data(), confusion.data());
  o.evaluation /= count;
  return o;
}

static Hash hash;

static void compare(const FlatSpec& spec, const char* name, float tolerance = 2e-4f) {
  const Outcome fast = run(spec, false, name), general = run(spec, true, name);
  float worst = 0;
  for (size_t i = 0; i < fast.weights.size(); i++) {
    const float d = fabsf(fast.weights[i] - general.weights[i]) / (1 + fabsf(general.weights[i]));
    worst = d > worst || d != d ? d : worst;
  }
  for (size_t i = 0; i < fast.losses.size(); i++) {
    const float d = fabsf(fast.losses[i] - general.losses[i]) / (1 + fabsf(general.losses[i]));
    worst = d > worst || d != d ? d : worst;
  }
  const double e = fabs(fast.evaluation - general.evaluation) / (1 + fabs(general.evaluation));
  hash.add(fast.weights);
  if (worst <= tolerance && e <= 1e-3) return;
  failures++;
  printf("FAIL %s: largest relative difference %.3g, of the evaluation %.3g\n", name, static_cast<double>(worst), e);
}

/** A network of random shapes around the patterns that fast kernels know, and near misses of them. */
static FlatSpec generated(Random& r, char* name, size_t size) {
  const int h = 9 + r.below(16), w = 9 + r.below(16), c = 1 + r.below(3), batch = 3 + r.below(40);
  FlatSpec s(h, w, c, 2 + r.below(9), batch);
  int at = snprintf(name, size, "%dx%dx%d batch %d:", h, w, c, batch);
  auto say = [&](const char* what, int a, int b) {
    if (static_cast<size_t>(at) < size) at += snprintf(name + at, size - static_cast<size_t>(at), " %s %d/%d", what, a, b);
  };
  int hh = h, ww = w;
  const int convs = 1 + r.below(2);
  for (int i = 0; i < convs && hh >= 4 && ww >= 4; i++) {
    const int k = 1 + r.below(hh < ww ? (hh < 5 ? hh : 5) : (ww < 5 ? ww : 5)), filters = 1 + r.below(20);
    const bool same = r.below(2) == 0;
    const int stride = r.below(4) == 0 ? 2 : 1;
    const bool norm = r.below(4) == 0;
    s.conv(filters, k, k, stride, stride, same, !norm);
    say(same ? "same" : "conv", filters, k * 10 + stride);
    hh = same ? (hh + stride - 1) / stride : (hh - k) / stride + 1;
    ww = same ? (ww + stride - 1) / stride : (ww - k) / stride + 1;
    const ActivationKind act = static_cast<ActivationKind>(r.below(kActivationKinds));
    const int place = r.below(4);
    if (norm && r.below(2)) s.norm();
    if (place != 3) s.activation(act), say("act", act, 0);
    if (place != 0 && hh >= 2 && ww >= 2) {
      const int kind = r.below(4) == 0 ? kAvgPool : kMaxPool, pstride = r.below(5) == 0 ? 1 : 2;
      const bool psame = r.below(4) == 0;
      s.pool(static_cast<PoolKind>(kind), 2, 2, pstride, pstride, psame);
      say(psame ? "samepool" : "pool", kind, pstride);
      hh = psame ? (hh + pstride - 1) / pstride : (hh - 2) / pstride + 1;
      ww = psame ? (ww + pstride - 1) / pstride : (ww - 2) / pstride + 1;
      if (place == 3) s.activation(act), say("act", act, 1);
    }
  }
  s.flatten();
  if (r.below(2)) {
    const int units = 1 + r.below(70);
    s.dense(units).activation(kRelu);
    say("dense", units, 0);
  }
  s.dense(s.ints[kClassesAt]);
  return s;
}

int main(int argc, char** argv) {
  const bool quick = argc > 1 && strcmp(argv[1], "quick") == 0;
  for (const Named& n : networks()) {
    FlatSpec spec = n.spec;
    // rules that divide by the gradient's own size turn rounding into steps of full size
    const int rule = spec.ints[kOptimizerAt];
    if (rule != kSgd && rule != kMomentum && rule != kNesterov) spec.optimizer(kMomentum);
    compare(spec, n.name);
  }
  // deltas of the whole batch behind one fused operation and before another
  compare(FlatSpec(14, 13, 2, 5, 37).conv(7, 3, 3, 1, 1, true).activation(kTanh).pool(kMaxPool, 2, 2, 2, 2).norm()
              .conv(18, 3, 3, 1, 1, true).pool(kMaxPool, 2, 2, 2, 2).activation(kRelu).norm().dropout(0.3, 5)
              .conv(20, 3, 3, 1, 1, true).activation(kElu).conv(17, 3, 3, 1, 1, false).norm().flatten().dense(5).optimizer(kMomentum),
          "norms between fused operations");
  compare(FlatSpec(20, 20, 1, 4, 18).conv(16, 5, 5, 1, 1, true).activation(kRelu).pool(kMaxPool, 2, 2, 2, 2)
              .conv(24, 5, 5, 1, 1, true).activation(kLeakyRelu).pool(kMaxPool, 2, 2, 2, 2).flatten().dense(4).clip(0.02),
          "clipping");
  // every rule in the fused update: dense layers take the same sums on both paths, so even these agree closely
  for (int rule = 0; rule < kOptimizerKinds; rule++) {
    for (const int flags : {0, kCentered | kBiasCorrection | kEpsilonOutside | kEpsilonHat}) {
      FlatSpec spec = FlatSpec(6, 7, 1, 5, 21).flatten().dense(37).activation(kTanh).dense(5).optimizer(static_cast<OptimizerKind>(rule), flags);
      spec.decay(rule % 2 ? kL2 : kDecoupled, 0.01);
      char name[40];
      snprintf(name, sizeof name, "rule %d flags %d", rule, flags);
      compare(spec, name, 0.0f);
    }
  }
  Random random{99};
  for (int i = 0; i < (quick ? 20 : 120); i++) {
    char name[300];
    const FlatSpec spec = generated(random, name, sizeof name);
    compare(spec, name);
    if (i == 19) printf("the first 20: hash %016llx\n", static_cast<unsigned long long>(hash.value));
  }
  printf("fast paths width %d: %d failures", kWidth, failures);
  printf(quick ? "\n" : ", hash %016llx\n", static_cast<unsigned long long>(hash.value));
  return failures ? 1 : 0;
}
