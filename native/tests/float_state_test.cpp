// The engine's floating-point state: round to nearest, denormals flushed where multiply-adds fuse and kept elsewhere;
// and that the thread has its own state back afterwards.
#include <fenv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../core/step.hpp"

using namespace DESCENT_ISA_NS;

static int failures = 0;

static void check(bool ok, const char* what) {
  if (ok) return;
  failures++;
  printf("FAIL %s\n", what);
}

/** Volatile all through: computed where it stands, in the state that holds there. */
struct Seen {
  volatile float argument, result, sum;
};

static void look(Seen& seen) {
  volatile float denormal = 1e-40f, least = 1.17549435e-38f, one = 1, half = 0.5f, little = 1e-9f;
  seen.argument = denormal * one;
  seen.result = least * half;
  seen.sum = one + little;
}

static uint64_t hashOf(const Seen& seen) {
  const float values[] = {seen.argument, seen.result, seen.sum};
  uint64_t hash = 1469598103934665603ull;
  for (const float value : values) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    hash = (hash ^ bits) * 1099511628211ull;
  }
  return hash;
}

int main() {
  fesetround(FE_UPWARD);
  Seen before, inside, after;
  look(before);
  {
    FloatState state;
    look(inside);
  }
  look(after);
  fesetround(FE_TONEAREST);

  check(before.argument > 0 && before.result > 0 && before.sum > 1, "this thread rounds up and has denormals");
  check((inside.argument == 0) == kHasFma, "denormal arguments are 0 with FMA only");
  check((inside.result == 0) == kHasFma, "denormal results are 0 with FMA only");
  check(inside.sum == 1, "the engine rounds to nearest");
  check(hashOf(after) == hashOf(before), "the thread has its state back");
  printf("float state: %d failures, hash %016llx\n", failures, static_cast<unsigned long long>(hashOf(inside)));
  return failures ? 1 : 0;
}
