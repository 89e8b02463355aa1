// Peak of fused multiply-adds of one core, in GFLOP/s: prints one number. Compiled for the machine it runs on.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#if defined(__AVX512F__) && !defined(NARROW)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif
typedef float Vector __attribute__((vector_size(LANES * 4)));

// 12 chains cover the latency of two FMA ports at 4 to 5 cycles and still fit 16 registers.
constexpr int CHAINS = 12;

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.2;
  Vector sum[CHAINS];
  // Distinct starting values: chains that compute the same would be merged by the compiler.
  for (int c = 0; c < CHAINS; c++)
    for (int i = 0; i < LANES; i++) sum[c][i] = 1.0f + 0.001f * (c * LANES + i);
  Vector scale, shift;
  for (int i = 0; i < LANES; i++) {
    scale[i] = 0.999f - 1e-5f * i;
    shift[i] = 0.001f + 1e-5f * i;
  }
  using Clock = std::chrono::steady_clock;
  double best = 0;
  const auto start = Clock::now();
  while (std::chrono::duration<double>(Clock::now() - start).count() < seconds) {
    const auto from = Clock::now();
    constexpr int ROUNDS = 200000;
    for (int r = 0; r < ROUNDS; r++) {
#pragma GCC unroll 12
      for (int c = 0; c < CHAINS; c++) sum[c] = sum[c] * scale + shift;
    }
    const double passed = std::chrono::duration<double>(Clock::now() - from).count();
    const double rate = 2.0 * LANES * CHAINS * ROUNDS / passed / 1e9;
    if (rate > best) best = rate;
  }
  float total = 0;
  for (int c = 0; c < CHAINS; c++)
    for (int i = 0; i < LANES; i++) total += sum[c][i];
  // the sum is printed so that no chain is dead code
  std::printf("%.2f %g\n", best, total);
}
