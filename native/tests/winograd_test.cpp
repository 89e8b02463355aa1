// Winograd convolution against a naive float64 twin; `bench` compares it with the direct one.
#include "../kernels/conv_forward.hpp"
#include "../kernels/winograd.hpp"

#include "kernels_common.hpp"

using namespace DESCENT_ISA_NS;
using namespace DESCENT_ISA_NS::kernels;
using namespace kernel_test;

struct Case {
  int k, outHeight, outWidth;
  WinogradShape s;
  int rows;
  Floats x, w, bias, u, scratch, y;
  Case(int r, int h, int wd, int in, int out, Random& random)
      : k(r), outHeight(h), outWidth(wd), s{2 * ((wd + 1) / 2) + r - 1, in, out, (h + 1) / 2, (wd + 1) / 2}, rows(2 * s.tileRows + r - 1),
        x(16l * rows * s.width * in), w(static_cast<long>(r) * r * in * out), bias(out), u(winogradFilterSize(r, in, out)),
        scratch(winogradScratch(r, in)), y(16l * h * wd * out) {
    fill(x, random), fill(w, random), fill(bias, random);
  }
  float weight(int ky, int kx, int i, int o) { return w[((static_cast<long>(ky) * k + kx) * s.in + i) * s.out + o]; }
  void filters() {
    auto get = [this](int ky, int kx, int i, int o) { return weight(ky, kx, i, o); };
    if (k == 3) winogradFilters<3>(s.in, s.out, u, get);
    else winogradFilters<5>(s.in, s.out, u, get);
  }
  void run() {
    if (k == 3) winogradConvForward<3>(s, x, u, scratch, bias, y, outHeight, outWidth);
    else winogradConvForward<5>(s, x, u, scratch, bias, y, outHeight, outWidth);
  }
};

static double worst = 0;

static void test(int k, int h, int w, int in, int out, Random& r) {
  char name[60];
  snprintf(name, sizeof name, "%dx%d, %dx%dx%d -> %d", k, k, h, w, in, out);
  Case c(k, h, w, in, out, r);
  c.filters();
  c.run();
  std::vector<double> y(static_cast<size_t>(c.y.n));
  double square = 0;
  for (int oy = 0; oy < h; oy++)
    for (int ox = 0; ox < w; ox++)
      for (int o = 0; o < out; o++)
        for (int lane = 0; lane < 16; lane++) {
          double sum = c.bias[o];
          for (int ky = 0; ky < k; ky++)
            for (int kx = 0; kx < k; kx++)
              for (int i = 0; i < in; i++)
                sum += static_cast<double>(c.x[((static_cast<long>(oy + ky) * c.s.width + ox + kx) * in + i) * 16 + lane]) *
                       static_cast<double>(c.weight(ky, kx, i, o));
          const size_t at = static_cast<size_t>(((oy * w + ox) * out + o) * 16 + lane);
          y[at] = sum;
          square += sum * sum;
        }
  const double rms = sqrt(square / static_cast<double>(y.size()));
  for (size_t i = 0; i < y.size(); i++) {
    const double e = fabs(c.y[static_cast<long>(i)] - y[i]) / (rms + 1e-3);
    worst = e > worst ? e : worst;
  }
  close(c.y, y, 1e-5 * k * k, "winograd", name);
}

static void bench(const char* name, int k, int h, int w, int in, int out) {
  Random r{7};
  Case c(k, h, w, in, out, r);
  c.filters();
  const ConvShape d{c.rows, c.s.width, in, out, k, k, 1, 1, h, w};
  Floats packed(packedConvSize(d));
  packConvWeights(d, c.w, packed);
  const Timed fast = timeIt([&] { c.run(); }), direct = timeIt([&] { convForward(d, c.x, packed, c.bias, c.y); });
  const Timed filters = timeIt([&] { c.filters(); });
  printf("%-14s winograd %7.2f us a sample, direct %7.2f, ratio %.2f; filters %.1f us a step\n", name, fast.best / 16e-6, direct.best / 16e-6,
         direct.best / fast.best, filters.best * 1e6);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "bench") == 0) {
    printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, fmaPeak());
    bench("lenet5 conv2", 5, 10, 10, 6, 16);
    bench("article conv2", 3, 10, 10, 32, 64);
    bench("2c2d conv2", 5, 14, 14, 32, 64);
    bench("24 -> 40 3x3", 3, 13, 13, 24, 40);
    bench("12 -> 20 3x3", 3, 13, 13, 12, 20);
    return 0;
  }
  Random r{42};
  for (int i = 0; i < 30; i++) {
    // drawn one by one: the order in which arguments are evaluated is the compiler's
    const int h = 1 + r.below(9), w = 1 + r.below(9), in = 1 + r.below(20), out = 1 + r.below(40);
    test(i % 2 ? 3 : 5, h, w, in, out, r);
  }
  printf("largest error / RMS of the output: %.2g\n", worst);
  return finish("winograd");
}
