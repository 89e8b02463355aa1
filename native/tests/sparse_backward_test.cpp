// Backward through convolution + max pooling against a naive float64 twin; `bench` times preset shapes.
#include "../kernels/sparse_input.hpp"

#include "kernels_common.hpp"

using namespace DESCENT_ISA_NS;
using namespace DESCENT_ISA_NS::kernels;
using namespace kernel_test;

static ConvPool shapeOf(int h, int w, int in, int out, int kh, int kw, int sy, int sx) {
  const int oh = (h - kh) / sy + 1, ow = (w - kw) / sx + 1;
  return {{h, w, in, out, kh, kw, sy, sx, oh, ow}, oh / 2, ow / 2};
}

struct Case {
  ConvPool s;
  long n;  // pooled outputs a sample
  Floats x, xs, w, packed, g, gwPacked, gw, value, block, dxs;
  Aligned<int> at, weightEnds, filter, ends;
  Floats listValue;
  Bytes code;
  WeightLists weightLists;
  InputLists inputLists;
  Case(const ConvPool& shape, Random& r)
      : s(shape), n(static_cast<long>(s.windows()) * s.conv.out), x(16l * s.conv.height * s.conv.width * s.conv.in),
        xs(s.samplesSize()), w(s.conv.taps() * s.conv.out), packed(s.filtersSize()), g(n * 16), gwPacked(s.filtersSize()), gw(w.n),
        value(weightListSize(s) * listedChannels(s)), block(listChannelScratch(s)), dxs(s.samplesSize()),
        at(weightListSize(s) * listedChannels(s)), weightEnds(17 * listedChannels(s)), filter(16 * inputListStride(s)),
        ends(64l * s.windows()), listValue(16 * inputListStride(s)), code(n * 16), weightLists{at, value, weightEnds, block},
        inputLists{filter, listValue, ends, inputListStride(s)} {
    fill(x, r), fill(w, r), fill(g, r);
    for (long i = 0; i < g.n; i++) {
      if (r.below(3) == 0) g[i] = 0;
      code[i] = static_cast<unsigned char>(r.below(4));
    }
    lanesToSlices(s, x, pixels(), xs);
  }
  long pixels() const { return static_cast<long>(s.conv.height) * s.conv.width; }
  void weights() { sparseWeightGradient(s, g, code, xs, gwPacked, weightLists); }
  void input() {
    listWindows(s, g, code, inputLists);
    sparseInputGradient(s, inputLists, packed, dxs);
  }
};

static void test(const ConvPool& s, Random& r) {
  const ConvShape& k = s.conv;
  char name[80];
  snprintf(name, sizeof name, "%dx%dx%d k%dx%d s%dx%d -> %d", k.height, k.width, k.in, k.kh, k.kw, k.sy, k.sx, k.out);
  Case c(s, r);
  std::vector<double> gw(static_cast<size_t>(c.w.n)), dx(static_cast<size_t>(c.x.n));
  for (int w = 0; w < s.windows(); w++)
    for (int o = 0; o < k.out; o++)
      for (int lane = 0; lane < 16; lane++) {
        const long i = (static_cast<long>(w) * k.out + o) * 16 + lane;
        const int y = (w / s.poolWidth * 2 + (c.code[i] >> 1)) * k.sy, x = (w % s.poolWidth * 2 + (c.code[i] & 1)) * k.sx;
        for (int ky = 0; ky < k.kh; ky++)
          for (int kx = 0; kx < k.kw; kx++)
            for (int ci = 0; ci < k.in; ci++) {
              const long px = ((static_cast<long>(y + ky) * k.width + x + kx) * k.in + ci) * 16 + lane;
              const long wi = ((static_cast<long>(ky) * k.kw + kx) * k.in + ci) * k.out + o;
              gw[static_cast<size_t>(wi)] += static_cast<double>(c.g[i]) * static_cast<double>(c.x[px]);
              dx[static_cast<size_t>(px)] += static_cast<double>(c.g[i]) * static_cast<double>(c.w[wi]);
            }
      }
  c.weights();
  unpackWeightGradient(s, c.gwPacked, c.gw);
  close(c.gw, gw, 1e-4, "sparseWeightGradient", name);
  packFilters(s, c.w, c.packed);
  c.input();
  Floats lanes(c.x.n);
  slicesToLanes(s, c.dxs, c.pixels(), lanes);
  close(lanes, dx, 1e-4, "sparseInputGradient", name);
}

static void bench(const char* name, const ConvPool& s) {
  Random r{7};
  Case c(s, r);
  packFilters(s, c.w, c.packed);
  const double dense = 2.0 * static_cast<double>(s.conv.taps()) * s.conv.out * s.conv.outHeight * s.conv.outWidth * 16;
  const Timed weights = timeIt([&] { c.weights(); });
  const Timed list = timeIt([&] { for (int o = 0; o < s.conv.out; o++) listChannel(s, c.g, c.code, o, c.at, c.value, c.weightEnds, c.block); });
  const Timed input = timeIt([&] { c.input(); });
  const Timed list2 = timeIt([&] { listWindows(s, c.g, c.code, c.inputLists); });
  printf("%-14s dW %6.2f us a sample (lists %.2f), as dense %4.0f GFLOP/s; dX %6.2f (lists %.2f), as dense %4.0f GFLOP/s\n", name,
         weights.best / 16e-6, list.best / 16e-6, dense / weights.best * 1e-9, input.best / 16e-6, list2.best / 16e-6,
         dense / input.best * 1e-9);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "bench") == 0) {
    printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, fmaPeak());
    bench("lenet5 conv1", shapeOf(32, 32, 1, 6, 5, 5, 1, 1));
    bench("lenet5 conv2", shapeOf(14, 14, 6, 16, 5, 5, 1, 1));
    bench("article conv1", shapeOf(28, 28, 1, 32, 5, 5, 1, 1));
    bench("article conv2", shapeOf(12, 12, 32, 64, 3, 3, 1, 1));
    bench("2c2d conv2", shapeOf(18, 18, 32, 64, 5, 5, 1, 1));
    return 0;
  }
  Random r{42};
  test(shapeOf(9, 8, 1, 6, 5, 5, 1, 1), r);
  test(shapeOf(12, 12, 32, 40, 3, 3, 1, 1), r);
  for (int i = 0; i < 40; i++) {
    const int kh = 1 + r.below(9), kw = 1 + r.below(6), sy = 1 + r.below(3), sx = 1 + r.below(3);
    // drawn one by one: the order in which arguments are evaluated is the compiler's
    const int h = kh + sy + r.below(10), w = kw + sx + r.below(10), in = 1 + r.below(20), out = 1 + r.below(34);
    test(shapeOf(h, w, in, out, kh, kw, sy, sx), r);
  }
  // inputs that are taken in slices of channels
  for (int i = 0; i < 12; i++) {
    const int kh = 1 + r.below(6), kw = 1 + r.below(5), sy = 1 + r.below(3), sx = 1 + r.below(3);
    const int h = kh + sy + r.below(10), w = kw + sx + r.below(10), in = 16 * (2 + r.below(2)), out = 1 + r.below(40);
    test(shapeOf(h, w, in, out, kh, kw, sy, sx), r);
  }
  test(shapeOf(33, 5, 32, 17, 30, 2, 1, 1), r);
  return finish("sparse_backward");
}
