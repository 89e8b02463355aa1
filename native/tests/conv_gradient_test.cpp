// Weight gradient of convolutions, both forms, against a naive float64 twin; `bench` times preset shapes.
#include "../kernels/conv_gradient.hpp"
#include "../kernels/conv_pool.hpp"

#include "kernels_common.hpp"

using namespace DESCENT_ISA_NS;
using namespace DESCENT_ISA_NS::kernels;
using namespace kernel_test;

static ConvShape shapeOf(int h, int w, int in, int out, int kh, int kw, int sy, int sx) {
  return {h, w, in, out, kh, kw, sy, sx, (h - kh) / sy + 1, (w - kw) / sx + 1};
}

struct Case {
  ConvShape s;
  Floats x, dy, xs, dys, growing, gw;
  Case(const ConvShape& shape, Random& r)
      : s(shape), x(16l * s.height * s.width * s.in), dy(16l * s.outHeight * s.outWidth * s.out), xs(16 * inputStride(s)),
        dys(16 * deltaStride(s)), growing(growingGradientSize(s)), gw(s.taps() * s.out) {
    fill(x, r), fill(dy, r);
    lanesToSamples(x, x.n / 16, xs, inputStride(s));
    lanesToSamples(dy, dy.n / 16, dys, deltaStride(s));
  }
};

static void test(const ConvShape& s, Random& r) {
  char name[80];
  snprintf(name, sizeof name, "%dx%dx%d k%dx%d s%dx%d -> %d", s.height, s.width, s.in, s.kh, s.kw, s.sy, s.sx, s.out);
  Case c(s, r);
  std::vector<double> gw(static_cast<size_t>(c.gw.n));
  for (int oy = 0; oy < s.outHeight; oy++)
    for (int ox = 0; ox < s.outWidth; ox++)
      for (int ky = 0; ky < s.kh; ky++)
        for (int kx = 0; kx < s.kw; kx++)
          for (int i = 0; i < s.in; i++)
            for (int o = 0; o < s.out; o++)
              for (int lane = 0; lane < 16; lane++)
                gw[static_cast<size_t>(((ky * s.kw + kx) * s.in + i) * s.out + o)] +=
                    static_cast<double>(c.x[(((oy * s.sy + ky) * s.width + ox * s.sx + kx) * s.in + i) * 16 + lane]) *
                    static_cast<double>(c.dy[((oy * s.outWidth + ox) * s.out + o) * 16 + lane]);
  convGradientRows(s, c.xs, c.dys, c.growing);
  finishConvGradient(s, c.growing, c.gw);
  close(c.gw, gw, 1e-4, "rows", name);
  memset(c.gw.p, 0, static_cast<size_t>(c.gw.n) * 4);
  convGradientLanes(s, c.x, c.dy, c.gw);
  close(c.gw, gw, 1e-4, "lanes", name);
}

static void bench(const char* name, const ConvShape& s) {
  Random r{7};
  Case c(s, r);
  const double flop = 2.0 * static_cast<double>(s.taps()) * s.out * s.outHeight * s.outWidth * 16;
  const Timed rows = timeIt([&] { convGradientRows(s, c.xs, c.dys, c.growing); });
  const Timed lanes = timeIt([&] { convGradientLanes(s, c.x, c.dy, c.gw); });
  printf("%-16s rows %6.1f GFLOP/s, lanes %6.1f GFLOP/s; chosen: %s\n", name, flop / rows.best * 1e-9, flop / lanes.best * 1e-9,
         gradientInLanes(s) ? "lanes" : "rows");
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "bench") == 0) {
    printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, fmaPeak());
    bench("lenet5 conv1", shapeOf(32, 32, 1, 6, 5, 5, 1, 1));
    bench("lenet5 conv2", shapeOf(14, 14, 6, 16, 5, 5, 1, 1));
    bench("28x28x1 3x3 s2", shapeOf(28, 28, 1, 24, 3, 3, 2, 2));
    bench("24 -> 40 3x3", shapeOf(15, 15, 24, 40, 3, 3, 1, 1));
    bench("32 -> 64 5x5", shapeOf(18, 18, 32, 64, 5, 5, 1, 1));
    return 0;
  }
  Random r{42};
  for (int i = 0; i < 40; i++) {
    const int kh = 1 + r.below(6), kw = 1 + r.below(6), sy = 1 + r.below(3), sx = 1 + r.below(3);
    // drawn one by one: the order in which arguments are evaluated is the compiler's
    const int h = kh + r.below(9), w = kw + r.below(9), in = 1 + r.below(9), out = 1 + r.below(40);
    test(shapeOf(h, w, in, out, kh, kw, sy, sx), r);
  }
  return finish("conv_gradient");
}
