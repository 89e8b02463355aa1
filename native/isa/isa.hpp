// The name of the one function that a translation unit of an instruction set exports: descent_api_avx2, descent_api_neon, …
#pragma once
#include "../api.h"
#include "../simd.hpp"

#define DESCENT_CONCAT_(a, b) a##b
#define DESCENT_CONCAT(a, b) DESCENT_CONCAT_(a, b)
#define DESCENT_TEXT_(a) #a
#define DESCENT_TEXT(a) DESCENT_TEXT_(a)
#define DESCENT_API_OF_ISA DESCENT_CONCAT(descent_api_, DESCENT_ISA_NS)

extern "C" const DescentApi* DESCENT_API_OF_ISA();
