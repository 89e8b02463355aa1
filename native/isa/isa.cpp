// Compiled once for each instruction set, each time with other flags: simd.hpp sees those and names the namespace.
#include "../core/engine.hpp"

#define DESCENT_CONCAT_(a, b) a##b
#define DESCENT_CONCAT(a, b) DESCENT_CONCAT_(a, b)
#define DESCENT_TEXT_(a) #a
#define DESCENT_TEXT(a) DESCENT_TEXT_(a)

extern "C" const DescentApi* DESCENT_CONCAT(descent_api_, DESCENT_ISA_NS)() {
  static const DescentApi api = DESCENT_ISA_NS::table(DESCENT_TEXT(DESCENT_ISA_NS));
  return &api;
}
