// Convolution forward against a naive float64 twin over generated shapes; `bench` as argument times preset shapes.
#include "../kernels/conv_forward.hpp"

#include "kernels_common.hpp"

using namespace DESCENT_ISA_NS;
using namespace DESCENT_ISA_NS::kernels;
using namespace kernel_test;

static ConvShape shapeOf(int h, int w, int in, int out, int kh, int kw, int sy, int sx) {
  return {h, w, in, out, kh, kw, sy, sx, (h - kh) / sy + 1, (w - kw) / sx + 1};
}

static std::vector<double> naive(const ConvShape& s, float* x, float* w, float* bias) {
  std::vector<double> y(static_cast<size_t>(s.outHeight * s.outWidth * s.out) * 16);
  for (int oy = 0; oy < s.outHeight; oy++)
    for (int ox = 0; ox < s.outWidth; ox++)
      for (int c = 0; c < s.out; c++)
        for (int lane = 0; lane < 16; lane++) {
          double sum = bias[c];
          for (int ky = 0; ky < s.kh; ky++)
            for (int kx = 0; kx < s.kw; kx++)
              for (int i = 0; i < s.in; i++)
                sum += static_cast<double>(x[(((oy * s.sy + ky) * s.width + ox * s.sx + kx) * s.in + i) * 16 + lane]) *
                       static_cast<double>(w[((ky * s.kw + kx) * s.in + i) * s.out + c]);
          y[static_cast<size_t>(((oy * s.outWidth + ox) * s.out + c) * 16 + lane)] = sum;
        }
  return y;
}

static void testShape(const ConvShape& s, Random& r) {
  char name[80];
  snprintf(name, sizeof name, "%dx%dx%d k%dx%d s%dx%d -> %d", s.height, s.width, s.in, s.kh, s.kw, s.sy, s.sx, s.out);
  Floats x(static_cast<long>(s.height) * s.width * s.in * 16), w(s.taps() * s.out), bias(s.out), packed(packedConvSize(s));
  fill(x, r), fill(w, r), fill(bias, r);
  packConvWeights(s, w, packed);
  Floats y(static_cast<long>(s.outHeight) * s.outWidth * s.out * 16);
  convForward(s, x, packed, bias, y);
  close(y, naive(s, x, w, bias), 1e-5 * sqrt(static_cast<double>(s.taps())), "convForward", name);

  const int ph = s.outHeight / 2, pw = s.outWidth / 2;
  if (ph == 0 || pw == 0) return;
  Floats pooled(static_cast<long>(ph) * pw * s.out * 16);
  Bytes code(pooled.n);
  convPoolForward<true>(s, x, packed, bias, pooled, code);
  for (long i = 0; i < pooled.n; i++) {
    const long lane = i % 16, c = i / 16 % s.out, window = i / 16 / s.out, wy = window / pw, wx = window % pw;
    float best = -INFINITY;
    for (int q = 0; q < 4; q++) {
      const float z = y[(((2 * wy + q / 2) * s.outWidth + 2 * wx + q % 2) * s.out + c) * 16 + lane];
      best = z > best ? z : best;
    }
    const int q = code[i];
    const float chosen = y[(((2 * wy + q / 2) * s.outWidth + 2 * wx + q % 2) * s.out + c) * 16 + lane];
    // bit for bit what the separate layers give; the code may differ only where the bias made a tie
    if (pooled[i] != (best > 0 ? best : 0) || chosen != best) fail("convPoolForward", name, i, pooled[i], best);
  }
  addHash(pooled.p, pooled.n * 4);
  addHash(code.p, code.n);
}

static void bench(const char* name, const ConvShape& s, double peak) {
  Random r{7};
  Floats x(static_cast<long>(s.height) * s.width * s.in * 16), w(s.taps() * s.out), bias(s.out), packed(packedConvSize(s));
  fill(x, r), fill(w, r), fill(bias, r);
  packConvWeights(s, w, packed);
  Floats y(static_cast<long>(s.outHeight) * s.outWidth * s.out * 16);
  Bytes code(y.n);
  const double flop = 2.0 * static_cast<double>(s.taps()) * s.out * s.outHeight * s.outWidth * 16;
  const Timed plain = timeIt([&] { convForward(s, x, packed, bias, y); });
  const Timed pool = timeIt([&] { convPoolForward<true>(s, x, packed, bias, y, code); });
  printf("%-18s conv %6.1f GFLOP/s (%2.0f%% of peak)  conv+pool %6.1f (%2.0f%%)  %.2f us a sample\n", name, flop / plain.best * 1e-9,
         flop / plain.best * 1e-7 / peak, flop / pool.best * 1e-9, flop / pool.best * 1e-7 / peak, pool.best / 16 * 1e6);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "bench") == 0) {
    const double peak = fmaPeak();
    printf("width %d, FMA peak %.1f GFLOP/s\n", kWidth, peak);
    bench("lenet5 conv1", shapeOf(32, 32, 1, 6, 5, 5, 1, 1), peak);
    bench("lenet5 conv2", shapeOf(14, 14, 6, 16, 5, 5, 1, 1), peak);
    bench("article conv1", shapeOf(28, 28, 1, 32, 5, 5, 1, 1), peak);
    bench("article conv2", shapeOf(12, 12, 32, 64, 3, 3, 1, 1), peak);
    bench("2c2d conv2", shapeOf(18, 18, 32, 64, 5, 5, 1, 1), peak);
    bench("3x3 stride 2", shapeOf(30, 30, 8, 16, 3, 3, 2, 2), peak);
    return 0;
  }
  Random r{42};
  testShape(shapeOf(9, 8, 1, 6, 5, 5, 1, 1), r);
  testShape(shapeOf(8, 8, 3, 16, 3, 3, 1, 1), r);
  for (int i = 0; i < 40; i++) {
    const int kh = 1 + r.below(6), kw = 1 + r.below(6), sy = 1 + r.below(3), sx = 1 + r.below(3);
    // drawn one by one: the order in which arguments are evaluated is the compiler's
    const int h = kh + r.below(8), w = kw + r.below(8), in = 1 + r.below(7), out = 1 + r.below(20);
    testShape(shapeOf(h, w, in, out, kh, kw, sy, sx), r);
  }
  return finish("conv_forward");
}
