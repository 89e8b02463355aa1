// Errors of the engine's own functions against float64 libm, in units in the last place, over the whole range of float32.
// Every 251st float of each sign is taken (`quick`: every 2,503rd); results under 2^-126 (flushed with FMA) are left out.
// docs/methodology.md quotes the bounds.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../core/activation.hpp"

using namespace DESCENT_ISA_NS;

static float fromWord(uint32_t u) {
  float x;
  memcpy(&x, &u, 4);
  return x;
}

/** Distance between consecutive floats at |x|. */
static double ulpAt(double x) {
  int exponent;
  frexp(x, &exponent);
  return ldexp(1.0, (exponent < -125 ? -125 : exponent) - 24);
}

static uint32_t stride = 251;

struct Worst {
  double ulps;
  float at;
};

template <class F> static Worst measure(F function, double (*exact)(double), float low, float high) {
  Worst worst{0, 0};
  alignas(64) float x[kLanes], y[kLanes];
  int n = 0;
  for (uint32_t u = 0; u < 0x7f800000u; u += stride)
    for (int sign = 0; sign < 2; sign++) {
      const float v = fromWord(u | (static_cast<uint32_t>(sign) << 31));
      if (!(v >= low && v <= high)) continue;
      x[n++] = v;
      if (n < kLanes) continue;
      n = 0;
      store(y, function(load16(x)));
      for (int i = 0; i < kLanes; i++) {
        const double wanted = exact(x[i]);
        if (fabs(wanted) < 1.1754943508222875e-38 || fabs(wanted) > 3.4028235e38) continue;
        const double ulps = fabs(y[i] - wanted) / ulpAt(wanted);
        if (!(ulps <= worst.ulps)) worst = {ulps, x[i]};
      }
    }
  return worst;
}

static double sigmoidExact(double x) { return 1 / (1 + ::exp(-x)); }
static double softplusExact(double x) { return (x > 0 ? x : 0) + ::log1p(::exp(-fabs(x))); }
static double geluExact(double x) { return 0.5 * x * ::erfc(-x / sqrt(2.0)); }

static int failures = 0;

static void report(const char* name, Worst worst, double bound) {
  printf("%-9s max %.2f ulp at %.9g (bound %.1f)\n", name, worst.ulps, worst.at, bound);
  if (worst.ulps <= bound) return;
  failures++;
  printf("FAIL %s\n", name);
}

static void special(const char* name, F16 (*function)(F16), float x, float wanted) {
  const float y = [&] {
    alignas(64) float out[kLanes];
    store(out, function(broadcast(x)));
    return out[3];
  }();
  if (y == wanted || (y != y && wanted != wanted)) return;
  failures++;
  printf("FAIL %s(%g) is %g, wanted %g\n", name, x, y, wanted);
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "quick") == 0) stride = 2503;
  // denormal arguments and results do not exist with FMA: the engine flushes them
  const float inf = INFINITY, nan = NAN, least = 1.17549435e-38f;
  report("exp", measure([](F16 x) { return exp(x); }, ::exp, -87.3f, 89), 1.5);
  report("log", measure([](F16 x) { return log(x); }, ::log, least, 3.4e38f), 1.5);
  report("log1p", measure([](F16 x) { return log1p(x); }, ::log1p, least, 1), 2);
  report("expm1", measure([](F16 x) { return expm1(x); }, ::expm1, -100, 88), 4);
  report("tanh", measure([](F16 x) { return tanh(x); }, ::tanh, -3.4e38f, 3.4e38f), 2);
  report("sigmoid", measure([](F16 x) { return sigmoid(x); }, sigmoidExact, -87, 3.4e38f), 3);
  report("softplus", measure([](F16 x) { return softplus(x); }, softplusExact, -87, 3.4e38f), 3);
  report("erf", measure([](F16 x) { return erf(x); }, ::erf, -3.4e38f, 3.4e38f), 2);
  // the left tail of gelu cancels: its error is small against 1, not against the result
  report("gelu", measure([](F16 x) { return activate<kGelu>(x); }, geluExact, -0.5f, 3.4e38f), 4);

  special("exp", exp, inf, inf);
  special("exp", exp, -inf, 0);
  special("exp", exp, 100, inf);
  special("exp", exp, -150, 0);
  special("exp", exp, 0, 1);
  special("exp", exp, nan, nan);
  special("log", log, 0, -inf);
  special("log", log, 1, 0);
  special("log", log, inf, inf);
  special("log", log, -1, nan);
  special("log", log, nan, nan);
  special("tanh", tanh, inf, 1);
  special("tanh", tanh, -inf, -1);
  special("tanh", tanh, nan, nan);
  special("sigmoid", sigmoid, -inf, 0);
  special("sigmoid", sigmoid, inf, 1);
  special("sigmoid", sigmoid, nan, nan);
  special("softplus", softplus, 1000, 1000);
  special("erf", erf, inf, 1);
  special("erf", erf, -inf, -1);
  special("erf", erf, nan, nan);
  printf(failures ? "%d failures\n" : "ok\n", failures);
  return failures != 0;
}
