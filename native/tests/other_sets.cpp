// Empty tables for the instruction sets that an addon of the tests leaves out (toolchain.mjs).
#include "../api.h"

#define DESCENT_LEFT_OUT(isa) extern "C" __attribute__((weak)) const DescentApi* descent_api_##isa() { return nullptr; }
DESCENT_LEFT_OUT(avx512)
DESCENT_LEFT_OUT(avx2)
DESCENT_LEFT_OUT(neon)
DESCENT_LEFT_OUT(portable)
