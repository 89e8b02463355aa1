// The whole engine over many small networks: trains, evaluates, probes, restores, closes; bad specs give errors.
// Prints one hash a network over every number that came out: instruction sets of one numerics class print the same.
// Argument `quick`: a quarter of the malformed specs, for emulators and sanitizers.
#include "networks.hpp"

using namespace engine_test;

static int failures = 0;

static void expect(bool holds, const char* network, const char* what) {
  if (holds) return;
  failures++;
  printf("FAIL %s: %s\n", network, what);
}

/** Glorot-like weights from a plain generator; running variances stay 1. */
static void initialise(Model& model, Random& random) {
  std::vector<float> weights = model.weights();
  for (float& w : weights)
    if (w == 0.0f) w = random.uniform(0.15f);
  engine.restore(model.arena, weights.data());
}

static uint64_t run(const Named& named) {
  const FlatSpec& spec = named.spec;
  const char* name = named.name;
  Random random{12345};
  Hash hash;
  const int batch = spec.ints[kBatchAt], classes = spec.ints[kClassesAt], count = 3 * batch + 5;
  Images data(spec, count, random);
  Model model(spec, batch, false);
  expect(model.error == kOk, name, "builds");
  if (model.error) return 0;
  initialise(model, random);

  // two calls, the second with a smaller last batch (norms before a dense layer need two samples)
  const int lastBatch = batch > 2 ? batch / 2 + 1 : 1;
  for (const int length : {2 * batch, 2 * batch + lastBatch}) {
    std::vector<uint32_t> order(static_cast<size_t>(length));
    for (uint32_t& index : order) index = static_cast<uint32_t>(random.below(count));
    const int steps = (length + batch - 1) / batch;
    const size_t n = static_cast<size_t>(steps);
    std::vector<float> rates(n, 0.01f), losses(n), penalties(n);
    std::vector<uint32_t> correct(n);
    const int32_t done = engine.train(model.arena, &data.view, order.data(), length, rates.data(), steps, losses.data(), penalties.data(),
                               correct.data());
    expect(done == steps, name, "takes all steps");
    hash.add(losses), hash.add(penalties), hash.add(correct);
  }
  const std::vector<float> weights = model.weights();
  hash.add(weights);

  const size_t all = static_cast<size_t>(count), answers = static_cast<size_t>(classes);
  std::vector<uint8_t> right(all), rightAgain(all);
  std::vector<uint32_t> confusion(answers * answers), confusionAgain(answers * answers);
  double loss = 0, lossAgain = 0;
  expect(engine.evaluate(model.arena, &data.view, nullptr, count, &loss, right.data(), confusion.data()) == kOk, name, "evaluates");
  uint32_t counted = 0;
  for (const uint32_t n : confusion) counted += n;
  expect(counted == static_cast<uint32_t>(count), name, "confusion counts every image once");
  hash.add(&loss, sizeof loss), hash.add(right), hash.add(confusion);

  const std::vector<uint32_t> some = {2, 0, 3, 1, 2};
  std::vector<float> probabilities(some.size() * answers);
  expect(engine.predict(model.arena, &data.view, some.data(), static_cast<int64_t>(some.size()), probabilities.data()) == kOk, name, "predicts");
  expect(memcmp(&probabilities[0], &probabilities[4 * answers], answers * sizeof(float)) == 0, name, "predicts the same for the same image");
  hash.add(probabilities);

  {
    // another capacity: the batches of an evaluation must not matter
    Model other(spec, 3 * batch + 7, false);
    engine.restore(other.arena, weights.data());
    expect(other.weights() == weights, name, "restores what was taken");
    engine.evaluate(other.arena, &data.view, nullptr, count, &lossAgain, rightAgain.data(), confusionAgain.data());
    expect(loss == lossAgain && right == rightAgain && confusion == confusionAgain, name, "evaluates alike in batches of any size");
  }
  {
    const int probed = batch < 3 ? 2 : batch - 1;
    Model prober(spec, probed, true);
    expect(prober.error == kOk, name, "builds a probe");
    engine.restore(prober.arena, weights.data());
    std::vector<uint32_t> indices(static_cast<size_t>(probed));
    for (int i = 0; i < probed; i++) indices[static_cast<size_t>(i)] = static_cast<uint32_t>((i * 3 + 1) % count);
    std::vector<float> gradients(weights.size());
    std::vector<double> signals(static_cast<size_t>(spec.layersWithWeights()) * DESCENT_SIGNALS);
    double mean = 0;
    expect(engine.probe(prober.arena, &data.view, indices.data(), probed, &mean, gradients.data(), signals.data()) == kOk, name, "probes");
    float largest = 0;
    for (const float g : gradients) largest = g > largest ? g : largest;
    expect(largest > 0 && largest < 1e6f, name, "has gradients that are neither zero nor huge");
    expect(prober.weights() == weights, name, "keeps its weights when probed");
    // activations may have no value there, whose bits are the compiler's choice
    for (double& s : signals)
      if (s != s) s = -1;
    hash.add(&mean, sizeof mean), hash.add(gradients), hash.add(signals);
  }
  {
    // room for exactly what is asked for, so that a sanitizer sees what goes beyond
    Model inspector(spec, 1, DESCENT_INSPECTING);
    expect(inspector.error == kOk, name, "builds an inspecting plan");
    engine.restore(inspector.arena, weights.data());
    const size_t pixels = static_cast<size_t>(spec.ints[kHeightAt]) * spec.ints[kWidthAt] * spec.ints[kChannelsAt];
    std::vector<float> slopes(all * pixels);
    expect(engine.inputGradient(inspector.arena, &data.view, nullptr, count, slopes.data()) == kOk, name, "gives input gradients");
    hash.add(slopes);
    for (int layer = 0; layer < spec.ints[kLayersAt]; layer++) {
      const int64_t units = engine.units(model.arena, layer);
      expect(units > 0 && units == engine.units(inspector.arena, layer), name, "knows a layer's units");
      std::vector<float> outputs(all * static_cast<size_t>(units));
      expect(engine.activations(inspector.arena, &data.view, nullptr, count, layer, outputs.data()) == kOk, name, "gives activations");
      hash.add(outputs);
    }
    expect(inspector.weights() == weights, name, "keeps its weights when inspected");
  }
  for (int layer = 0; layer < spec.ints[kLayersAt]; layer++) {
    // a plan for fewer samples than a batch of the pre-training has
    Model machine(spec, batch, false);
    engine.restore(machine.arena, weights.data());
    const int size = 21, steps = 2;
    const int64_t bytes = engine.pretrainBytes(machine.arena, layer, size);
    const int32_t* fields = spec.ints.data() + kSpecHeaderSize + layer * kLayerFields;
    const bool possible = fields[kTypeAt] == kDense && fields[kBiasAt];
    expect(possible == (bytes > 0), name, "pre-trains dense layers with biases, and no other");
    if (!possible) continue;
    void* scratch = aligned_alloc(64, static_cast<size_t>(bytes));
    memset(scratch, 0, static_cast<size_t>(bytes));
    std::vector<uint32_t> order(size + 5);
    for (size_t i = 0; i < order.size(); i++) order[i] = static_cast<uint32_t>(i * 7) % static_cast<uint32_t>(count);
    std::vector<float> errors(steps);
    expect(engine.pretrain(machine.arena, &data.view, order.data(), static_cast<int64_t>(order.size()), layer, size, 0.1f, 0.5f, scratch,
                           bytes, errors.data()) == kOk, name, "pre-trains");
    expect(errors[0] > 0 && errors[1] > 0, name, "has errors of reconstruction");
    expect(machine.weights() != weights, name, "moves the weights");
    hash.add(errors), hash.add(machine.weights());
    free(scratch);
  }
  return hash.value;
}

/** A loss that is not finite ends the call, says which step, and leaves the weights. */
static void diverges() {
  const Named named = networks()[0];
  Random random{9};
  const int batch = named.spec.ints[kBatchAt];
  Images data(named.spec, batch, random);
  Model model(named.spec, batch, false);
  initialise(model, random);
  std::vector<uint32_t> order(static_cast<size_t>(3 * batch));
  for (size_t i = 0; i < order.size(); i++) order[i] = static_cast<uint32_t>(i) % static_cast<uint32_t>(batch);
  const float rates[] = {1e30f, 0.01f, 0.01f};
  float losses[3] = {}, penalties[3] = {};
  uint32_t correct[3] = {};
  const int32_t done = engine.train(model.arena, &data.view, order.data(), 3 * batch, rates, 3, losses, penalties, correct);
  expect(done == 1, named.name, "stops at the step whose loss is not finite");
  expect(!(losses[1] - losses[1] == 0), named.name, "reports the loss that is not finite");
}

/** Changed fields and lengths either give an error or a plan that works; they never touch memory beyond it. */
static void survivesMalformedSpecs(int trials) {
  const int32_t edges[] = {0, -1, 1, 2, 3, 7, 255, 256, 257, 511, 513, 16384, 16385, 1 << 20, (1 << 20) + 1, INT32_MAX, INT32_MIN};
  Random random{77};
  int refused = 0, built = 0;
  for (const Named& named : networks()) {
    for (int trial = 0; trial < trials; trial++) {
      FlatSpec spec = named.spec;
      for (int change = 1 + random.below(2); change > 0; change--)
        spec.ints[static_cast<size_t>(random.below(static_cast<int>(spec.ints.size())))] = edges[random.below(sizeof edges / sizeof *edges)];
      if (random.below(10) == 0) spec.ints.pop_back();
      if (random.below(10) == 0) spec.reals[static_cast<size_t>(random.below(static_cast<int>(spec.reals.size())))] = 0.0 / 0.0 * random.below(2);
      const int capacity = 1 + random.below(40);
      const int64_t bytes = spec.measure(capacity, false);
      if (bytes < 0 || bytes > 8 << 20) {
        refused++;
        continue;
      }
      Model model(spec, capacity, false);
      if (model.error) {
        refused++;
        continue;
      }
      built++;
      const int64_t images = static_cast<int64_t>(spec.ints[kHeightAt]) * spec.ints[kWidthAt] * spec.ints[kChannelsAt];
      if (images > 1 << 16) continue;
      Images data(spec, 4, random);
      const uint32_t order[] = {0, 1, 2, 3};
      const float rates[] = {1e-3f, 1e-3f, 1e-3f, 1e-3f};
      float losses[4], penalties[4];
      uint32_t correct[4];
      const int batch = spec.ints[kBatchAt], steps = (4 + batch - 1) / batch;
      engine.train(model.arena, &data.view, order, 4, rates, steps, losses, penalties, correct);
    }
  }
  printf("malformed specs: %d refused, %d built\n", refused, built);
  expect(refused > 2 * trials && built > 2 * trials, "malformed specs", "are partly refused, partly harmless");
}

/** What a host may get wrong: each is an error code, none is a crash. */
static void refusesBadCalls() {
  const Named named = networks()[0];
  const char* name = "bad calls";
  Random random{5};
  const int batch = named.spec.ints[kBatchAt];
  Images data(named.spec, batch, random);
  Model model(named.spec, batch, false);
  std::vector<uint32_t> order(static_cast<size_t>(batch));
  float rate = 0.01f, loss, penalty;
  uint32_t correct;
  auto go = [&](int64_t length, int32_t steps) {
    return engine.train(model.arena, &data.view, order.data(), length, &rate, steps, &loss, &penalty, &correct);
  };
  expect(go(batch, 1) == 1, name, "a good call works");
  expect(go(batch, 2) == kBadCount, name, "steps must fit the order");
  expect(go(0, 0) == kBadCount, name, "no steps");
  order[3] = static_cast<uint32_t>(batch);
  expect(go(batch, 1) == kBadIndex, name, "an index beyond the data");
  order[3] = 0;
  data.labels[0] = 10;
  expect(go(batch, 1) == kBadIndex, name, "a label that is no class");
  expect(engine.train(nullptr, &data.view, order.data(), batch, &rate, 1, &loss, &penalty, &correct) == kBadArena, name, "no arena");
  double mean;
  std::vector<float> gradients(model.weights().size());
  double signals[4 * DESCENT_SIGNALS];
  expect(engine.probe(model.arena, &data.view, order.data(), 1, &mean, gradients.data(), signals) == kBadArena, name, "no probing plan");
  expect(engine.inputGradient(model.arena, &data.view, order.data(), 1, gradients.data()) == kBadArena, name, "no inspecting plan");
  expect(engine.activations(model.arena, &data.view, order.data(), 1, 0, gradients.data()) == kBadArena, name, "no inspecting plan");
  Model inspector(named.spec, 1, DESCENT_INSPECTING);
  const int layers = named.spec.ints[kLayersAt];
  for (const int layer : {-1, layers, INT32_MAX, INT32_MIN}) {
    expect(engine.units(inspector.arena, layer) == kBadSpec, name, "units of no layer");
    expect(engine.activations(inspector.arena, &data.view, order.data(), 1, layer, gradients.data()) == kBadSpec, name, "no such layer");
  }
  float error;
  expect(engine.pretrainBytes(model.arena, 0, 8) == kBadSpec, name, "pre-training of a convolution");
  expect(engine.pretrainBytes(model.arena, layers - 1, 0) == kBadCount, name, "pre-training on batches of nothing");
  expect(engine.pretrain(model.arena, &data.view, order.data(), 8, layers - 1, 8, 0.1f, 0.5f, nullptr, 0, &error) == kBadArena, name,
         "pre-training without scratch");
  expect(Model(named.spec, 1, 3).error == kBadSpec, name, "a kind of plan that does not exist");
  const FlatSpec& s = named.spec;
  expect(engine.build(model.arena, 4096, s.ints.data(), static_cast<int32_t>(s.ints.size()), s.reals.data(), static_cast<int32_t>(s.reals.size()),
               batch, 0) == kBadArena, name, "an arena that is too small");
}

int main(int argc, char** argv) {
  const bool quick = argc > 1 && strcmp(argv[1], "quick") == 0;
  printf("numerics %s\n", engine.numerics);
  for (const Named& named : networks()) printf("%016llx %s\n", static_cast<unsigned long long>(run(named)), named.name);
  diverges();
  refusesBadCalls();
  survivesMalformedSpecs(quick ? 10 : 40);
  printf("engine width %d: %d failures\n", kWidth, failures);
  return failures ? 1 : 0;
}
