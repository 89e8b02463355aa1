// Compiled once for each instruction set, each time with other flags: simd.hpp sees those and names the namespace.
#include "isa.hpp"

#include "../core/engine.hpp"

extern "C" const DescentApi* DESCENT_API_OF_ISA() {
  static const DescentApi api = DESCENT_ISA_NS::table(DESCENT_TEXT(DESCENT_ISA_NS));
  return &api;
}
