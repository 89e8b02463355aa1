// What the kernel tests share: seeded numbers, aligned arrays, comparison with an oracle, a hash of the outputs.
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vector>

#include "timing.hpp"

namespace kernel_test {

inline int failures = 0;
inline uint64_t hash = 1469598103934665603ull;

struct Random {
  uint64_t state;
  uint32_t next() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<uint32_t>(state >> 33) * 2u + static_cast<uint32_t>(state >> 63);
  }
  float uniform() { return static_cast<float>(next() >> 8) * 0x1p-23f - 1.0f; }
  int below(int n) { return static_cast<int>(next() % static_cast<uint32_t>(n)); }
};

template <class T> struct Aligned {
  T* p;
  long n;
  explicit Aligned(long count) : n(count) {
    // slack: kernels may read (not write) one vector past the end
    p = static_cast<T*>(aligned_alloc(64, (static_cast<size_t>(count) * sizeof(T) + 127 + 64) / 64 * 64));
    memset(static_cast<void*>(p), 0, (static_cast<size_t>(count) * sizeof(T) + 127 + 64) / 64 * 64);
  }
  Aligned(const Aligned&) = delete;
  ~Aligned() { free(p); }
  T& operator[](long i) { return p[i]; }
  operator T*() { return p; }
};
using Floats = Aligned<float>;
using Bytes = Aligned<unsigned char>;

inline void fill(Floats& x, Random& r) {
  for (long i = 0; i < x.n; i++) x[i] = r.uniform();
}
inline void addHash(const void* data, long bytes) {
  for (long i = 0; i < bytes; i++) hash = (hash ^ static_cast<const unsigned char*>(data)[i]) * 1099511628211ull;
}
inline void fail(const char* what, const char* shape, long i, double got, double expected) {
  if (failures++ < 20) printf("FAIL %s (%s) at %ld: got %.9g, expected %.9g\n", what, shape, i, got, expected);
}
/** |got - expected| <= tolerance * max(1, |expected|) for all; hashes what it got */
inline void close(Floats& got, const std::vector<double>& expected, double tolerance, const char* what, const char* shape) {
  for (long i = 0; i < static_cast<long>(expected.size()); i++) {
    const double e = expected[static_cast<size_t>(i)];
    if (!(fabs(got[i] - e) <= tolerance * (fabs(e) > 1 ? fabs(e) : 1))) fail(what, shape, i, got[i], e);
  }
  addHash(got.p, static_cast<long>(expected.size()) * 4);
}
inline int finish(const char* name) {
  printf("%s width %d: %d failures, hash %016llx\n", name, DESCENT_ISA_NS::kWidth, failures, static_cast<unsigned long long>(hash));
  return failures ? 1 : 0;
}

}  // namespace kernel_test
