// Every vector operation against plain C++ on edge values, on the instruction set this file is compiled for.
// The printed hash must be the same for AVX2, AVX-512 and NEON (lanes are the same whatever the width).
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../simd.hpp"

using namespace DESCENT_ISA_NS;

static int failures = 0;
static uint64_t hash = 1469598103934665603ull;

static uint32_t bitsOf(float x) {
  uint32_t u;
  memcpy(&u, &x, 4);
  return u;
}
static void check(bool ok, const char* what, int lane) {
  if (ok) return;
  failures++;
  printf("FAIL %s lane %d\n", what, lane);
}
static void same(F16 got, const float* expected, const char* what) {
  float x[16];
  storeu(x, got);
  for (int i = 0; i < 16; i++) {
    const bool bothNan = x[i] != x[i] && expected[i] != expected[i];
    check(bothNan || bitsOf(x[i]) == bitsOf(expected[i]), what, i);
    hash = (hash ^ (x[i] != x[i] ? 0x7fc00000u : bitsOf(x[i]))) * 1099511628211ull;
  }
}
static void same(I16 got, const int* expected, const char* what) {
  int x[16];
  storeu(x, got);
  for (int i = 0; i < 16; i++) {
    check(x[i] == expected[i], what, i);
    hash = (hash ^ static_cast<uint32_t>(x[i])) * 1099511628211ull;
  }
}

#define EACH_F(expr) for (int i = 0; i < 16; i++) e[i] = (expr)
#define EACH_I(expr) for (int i = 0; i < 16; i++) n[i] = static_cast<int>(expr)

int main() {
  const float nan = NAN, inf = INFINITY;
  alignas(64) float a[16] = {0.f, -0.f, 1.f, -1.f, nan, 2.f, inf, -inf, 1e-3f, 3.5f, 2.5f, -2.5f, 0.1f, 1e10f, 7.25f, -0.3f};
  alignas(64) float b[16] = {-0.f, 0.f, 2.f, 3.f, 1.f, nan, 1.f, inf, 1e3f, -3.5f, 2.5f, 0.3f, 0.7f, 1e-10f, 1.f / 3, 9.f};
  alignas(64) float c[16], e[16];
  for (int i = 0; i < 16; i++) c[i] = 0.37f * i - 1.1f;
  int n[16];
  const F16 x = load16(a), y = load16(b), z = load16(c);
  EACH_F(a[i] + b[i]); same(x + y, e, "add");
  EACH_F(a[i] - b[i]); same(x - y, e, "sub");
  EACH_F(a[i] * b[i]); same(x * y, e, "mul");
  EACH_F(a[i] / b[i]); same(x / y, e, "div");
  EACH_F(sqrtf(a[i])); same(sqrt(x), e, "sqrt");
  EACH_F(fabsf(a[i])); same(abs(x), e, "abs");
  EACH_F(kHasFma ? fmaf(a[i], b[i], c[i]) : a[i] * b[i] + c[i]); same(fma(x, y, z), e, "fma");
  EACH_F(a[i] > b[i] ? a[i] : b[i]); same(max(x, y), e, "max");
  EACH_F(a[i] < b[i] ? a[i] : b[i]); same(min(x, y), e, "min");
  EACH_F(a[i] < b[i] ? c[i] : a[i]); same(select(x < y, z, x), e, "lt");
  EACH_F(a[i] <= b[i] ? c[i] : a[i]); same(select(x <= y, z, x), e, "le");
  EACH_F(a[i] > b[i] ? c[i] : a[i]); same(select(x > y, z, x), e, "gt");
  EACH_F(a[i] >= b[i] ? c[i] : a[i]); same(select(x >= y, z, x), e, "ge");
  EACH_F(a[i] == b[i] ? c[i] : a[i]); same(select(x == y, z, x), e, "eq");
  EACH_F(!(a[i] == b[i]) ? c[i] : a[i]); same(select(!(x == y), z, x), e, "not");
  EACH_F(a[i] < b[i] && c[i] > 0 ? c[i] : a[i]); same(select((x < y) & (z > broadcast(0.f)), z, x), e, "and");
  EACH_F(a[i] < b[i] || c[i] > 0 ? c[i] : a[i]); same(select((x < y) | (z > broadcast(0.f)), z, x), e, "or");
  unsigned m = 0;
  for (int i = 0; i < 16; i++) m |= static_cast<unsigned>(a[i] < b[i]) << i;
  check(maskBits(x < y) == m, "maskBits", 0);

  uint32_t p[16], q[16];
  for (uint32_t i = 0; i < 16; i++) p[i] = 0x9E3779B9u * (i + 1), q[i] = 0xD2511F53u * (i + 7);
  const I16 u = loadu16(reinterpret_cast<int*>(p)), v = loadu16(reinterpret_cast<int*>(q));
  EACH_I(p[i] + q[i]); same(u + v, n, "iadd");
  EACH_I(p[i] - q[i]); same(u - v, n, "isub");
  EACH_I(p[i] & q[i]); same(u & v, n, "iand");
  EACH_I(p[i] | q[i]); same(u | v, n, "ior");
  EACH_I(p[i] ^ q[i]); same(u ^ v, n, "ixor");
  EACH_I(p[i] * q[i]); same(mulLow(u, v), n, "mulLow");
  EACH_I((static_cast<uint64_t>(p[i]) * q[i]) >> 32); same(mulHigh(u, v), n, "mulHigh");
  EACH_I(p[i] << 7); same(shiftLeft<7>(u), n, "shl");
  EACH_I(p[i] >> 9); same(shiftRight<9>(u), n, "shr");
  EACH_I(static_cast<int>(p[i]) >> 9); same(shiftRightSigned<9>(u), n, "sar");
  EACH_I(p[i] >= q[i] ? 1 : 2); same(select(geUnsigned(u, v), broadcast(1), broadcast(2)), n, "geUnsigned");
  EACH_I(static_cast<int>(p[i]) > static_cast<int>(q[i]) ? 1 : 2);
  same(select(u > v, broadcast(1), broadcast(2)), n, "igt");
  EACH_I(i == 5 ? 1 : 2); same(select(laneIndex() == broadcast(5), broadcast(1), broadcast(2)), n, "ieq");
  float r[16];
  for (int i = 0; i < 16; i++) r[i] = (i - 8) * 0.5f + (i > 12 ? 1e6f : 0.f);
  EACH_I(lrintf(r[i])); same(toInt(loadu16(r)), n, "toInt");
  EACH_F(static_cast<float>(static_cast<int>(p[i]))); same(toFloat(u), e, "toFloat");
  EACH_I(bitsOf(b[i])); same(bits(y), n, "bits");
  same(fromBits(bits(y)), b, "fromBits");
  unsigned char bytes[16], out[16];
  for (int i = 0; i < 16; i++) bytes[i] = static_cast<unsigned char>(p[i] >> 24);
  EACH_I(bytes[i]); same(loadBytes16(bytes), n, "loadBytes");
  storeBytes(out, u);
  for (int i = 0; i < 16; i++) check(out[i] == (p[i] & 255), "storeBytes", i);

  float h[8];
  for (int i = 0; i < 8; i++) h[i] = c[i] + c[i + 8];
  for (int i = 0; i < 4; i++) h[i] += h[i + 4];
  check(bitsOf(reduceAdd(z)) == bitsOf((h[0] + h[2]) + (h[1] + h[3])), "reduceAdd", 0);
  static float block[16 * 20], turned[16 * 24];
  for (int i = 0; i < 16 * 20; i++) block[i] = static_cast<float>(i);
  transpose16(block, 20, turned, 24);
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) check(turned[j * 24 + i] == block[i * 20 + j], "transpose16", i);

  printf("simd width %d: %d failures, hash %016llx\n", kWidth, failures, static_cast<unsigned long long>(hash));
  return failures ? 1 : 0;
}
