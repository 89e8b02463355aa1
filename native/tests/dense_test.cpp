// Dense forward and gradients against naive float64 twins; `bench` times preset shapes.
#include "../kernels/dense.hpp"

#include "kernels_common.hpp"

using namespace DESCENT_ISA_NS;
using namespace DESCENT_ISA_NS::kernels;
using namespace kernel_test;

struct Case {
  int groups, in, out;
  Floats x, y, dy, dx, w, bias, gw, packed, rows;
  Case(int g, int i, int o, Random& r)
      : groups(g), in(i), out(o), x(16l * g * i), y(16l * g * o), dy(16l * g * o), dx(16l * g * i), w(static_cast<long>(i) * o), bias(o),
        gw(static_cast<long>(i) * o), packed(packedDenseSize(i, o)), rows(deltaRowsSize(g, o)) {
    fill(x, r), fill(dy, r), fill(w, r), fill(bias, r);
  }
  LaneMatrix lanes(Floats& a, int n) { return {a.p, 16l * n}; }
  void forward() {
    denseForwardBlocks(w, bias, lanes(x, in), lanes(y, out), groups, in, out, packed);
  }
  void input() { denseInputBlocks(w, lanes(dy, out), lanes(dx, in), groups, in, out); }
  void weights() {
    deltaPanels(lanes(dy, out), groups, out, rows);
    float* to = gw;
    denseWeightTiles(lanes(x, in), rows, groups, in, out, [](long, int) {}, [to](long at, VF g, int lanes) { storeSome(to + at, g, lanes); });
  }
};

static void test(int groups, int in, int out, Random& r) {
  char name[60];
  snprintf(name, sizeof name, "%d groups, %d -> %d", groups, in, out);
  Case c(groups, in, out, r);
  std::vector<double> y(static_cast<size_t>(c.y.n)), dx(static_cast<size_t>(c.dx.n)), gw(static_cast<size_t>(c.w.n));
  for (int g = 0; g < groups; g++)
    for (int u = 0; u < out; u++)
      for (int lane = 0; lane < 16; lane++) {
        double sum = c.bias[u];
        const double d = c.dy[(static_cast<long>(g) * out + u) * 16 + lane];
        for (int k = 0; k < in; k++) {
          const long xi = (static_cast<long>(g) * in + k) * 16 + lane, wi = static_cast<long>(k) * out + u;
          sum += static_cast<double>(c.x[xi]) * static_cast<double>(c.w[wi]);
          dx[static_cast<size_t>(xi)] += d * static_cast<double>(c.w[wi]);
          gw[static_cast<size_t>(wi)] += d * static_cast<double>(c.x[xi]);
        }
        y[static_cast<size_t>((g * out + u) * 16 + lane)] = sum;
      }
  c.forward(), c.input(), c.weights();
  close(c.y, y, 1e-5 * in, "forward", name);
  close(c.dx, dx, 1e-5 * out, "input gradient", name);
  close(c.gw, gw, 1e-4 * groups, "weight gradient", name);
}

static void bench(int groups, int in, int out, double peak) {
  Random r{7};
  Case c(groups, in, out, r);
  const double flop = 2.0 * in * out * groups * 16;
  auto print = [&](const char* name, Timed t) { printf("  %s %6.1f GFLOP/s (%3.0f%%)", name, flop / t.best * 1e-9, flop / t.best * 1e-7 / peak); };
  printf("%4d -> %4d x %3d:", in, out, groups * 16);
  print("forward", timeIt([&] { c.forward(); }));
  print("dX", timeIt([&] { c.input(); }));
  print("dW", timeIt([&] { c.weights(); }));
  printf("\n");
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "bench") == 0) {
    const double peak = fmaPeak();
    printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, peak);
    bench(8, 784, 300, peak);
    bench(8, 300, 100, peak);
    bench(8, 400, 120, peak);
    bench(8, 120, 84, peak);
    bench(8, 84, 10, peak);
    bench(8, 1600, 1024, peak);
    bench(8, 3136, 1024, peak);
    bench(2, 400, 120, peak);
    return 0;
  }
  Random r{42};
  test(8, 20, 37, r);
  test(1, 150, 10, r);
  for (int i = 0; i < 40; i++) {
    // drawn one by one: the order in which arguments are evaluated is the compiler's
    const int groups = 1 + r.below(9), in = 1 + r.below(300), out = 1 + r.below(80);
    test(groups, in, out, r);
  }
  return finish("dense");
}
