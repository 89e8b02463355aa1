// Timing for the kernel microbenchmarks: CPU time of this thread, so that other processes disturb less.
#pragma once
#include <stdio.h>
#include <time.h>

#include <algorithm>
#include <vector>

#include "../simd.hpp"

inline double threadSeconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Timed {
  double best, median;  // seconds a call
};

/** Calls f in samples of about a millisecond for about `seconds`. */
template <class F> Timed timeIt(F f, double seconds = 0.2) {
  f();
  int calls = 1;
  for (;;) {
    const double t0 = threadSeconds();
    for (int i = 0; i < calls; i++) f();
    if (threadSeconds() - t0 > 1e-3) break;
    calls *= 2;
  }
  std::vector<double> times;
  const double begin = threadSeconds();
  while (threadSeconds() - begin < seconds || times.size() < 5) {
    const double t0 = threadSeconds();
    for (int i = 0; i < calls; i++) f();
    times.push_back((threadSeconds() - t0) / calls);
  }
  std::sort(times.begin(), times.end());
  return {times[0], times[times.size() / 2]};
}

/** GFLOP/s of this core's FMA units, from twelve chains with distinct values (equal ones would be merged). */
inline double fmaPeak() {
  using namespace DESCENT_ISA_NS;
  alignas(64) static float out[12 * 16];
  constexpr long kSteps = 4096;
  volatile float scale = 0.999f, shift = 1e-3f;
  const VF a = vbroadcast(scale), b = vbroadcast(shift);
  const Timed t = timeIt([&] {
    VF acc[12];  // inside: captured from outside they would live in memory
    for (int i = 0; i < 12; i++) acc[i] = vbroadcast(1.0f + 0.01f * static_cast<float>(i));
    for (long s = 0; s < kSteps; s++) {
#pragma GCC unroll 12
      for (int i = 0; i < 12; i++) acc[i] = fma(acc[i], a, b);
    }
    for (int i = 0; i < 12; i++) storeu(out + i * kWidth, acc[i]);
  }, 0.1);
  return 2.0 * 12 * kWidth * kSteps / t.best * 1e-9;
}
