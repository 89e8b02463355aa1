// Which instruction set runs: the best that the processor has, or the one that DESCENT_ISA names.
#pragma once
#include <stdlib.h>
#include <string.h>

#include "../api.h"

extern "C" {
#if defined(__x86_64__)
const DescentApi* descent_api_avx512();
const DescentApi* descent_api_avx2();
#elif defined(__aarch64__)
const DescentApi* descent_api_neon();
#endif
#if !defined(__aarch64__)
const DescentApi* descent_api_portable();
#endif
}

namespace descent {

struct Candidate {
  const char* isa;
  bool supported;
  const DescentApi* (*api)();
};

constexpr int kCandidates = 4;

/** Best first. */
inline void candidates(Candidate out[kCandidates], int* count) {
  int n = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  out[n++] = {"avx512", avx512, descent_api_avx512};
  out[n++] = {"avx2", avx2, descent_api_avx2};
#elif defined(__aarch64__)
  out[n++] = {"neon", true, descent_api_neon};
#endif
#if !defined(__aarch64__)
  out[n++] = {"portable", true, descent_api_portable};
#endif
  *count = n;
}

/** Null if `wanted` is unknown here or the processor lacks it. */
inline const DescentApi* choose(const char* wanted) {
  Candidate all[kCandidates];
  int count = 0;
  candidates(all, &count);
  for (int i = 0; i < count; i++)
    if (all[i].supported && (!wanted || !*wanted || strcmp(all[i].isa, wanted) == 0)) return all[i].api();
  return nullptr;
}

}  // namespace descent
