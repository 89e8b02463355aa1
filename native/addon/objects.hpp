// Datasets and models as JavaScript objects with a type tag, so that no other object can pass for one.
#pragma once
#include <stdlib.h>
#include <string.h>
#if !defined(_WIN32)
#include <unistd.h>
#endif

#include "dispatch.hpp"
#include "values.hpp"

namespace descent {

constexpr napi_type_tag kDatasetTag = {0x6465736364617461ull, 0x7365742d76312d31ull};
constexpr napi_type_tag kModelTag = {0x6465736363656e74ull, 0x6d6f64656c2d7631ull};

struct DatasetBox {
  uint8_t* images = nullptr;
  uint8_t* labels = nullptr;
  int64_t count = 0, values = 0;
  float lut[256];
  int users = 0;  // calls in flight
  bool closed = false;
  int64_t bytes() const { return count * (values + 1); }
};

struct ModelBox {
  const DescentApi* api = nullptr;
  void* block = nullptr;  // what malloc gave
  void* arena = nullptr;  // 64-byte aligned inside
  int64_t bytes = 0;
  int32_t* spec = nullptr;
  int32_t specLength = 0;
  double* reals = nullptr;
  int32_t realsLength = 0;
  int64_t snapshotSize = 0, values = 0;
  int classes = 0, signals = 0, batch = 0;
  bool busy = false, closed = false;
};

/** More than the machine has would be given all the same, and end the process when it is used. */
inline bool fitsMachine(int64_t bytes) {
#if defined(_SC_PHYS_PAGES)
  const double pages = static_cast<double>(sysconf(_SC_PHYS_PAGES)), page = static_cast<double>(sysconf(_SC_PAGESIZE));
  return pages <= 0 || page <= 0 || static_cast<double>(bytes) < pages * page;
#else
  return true;
#endif
}

/** Zeroed memory at a multiple of 64, or null; *block is what to free. */
inline void* alignedZeros(int64_t bytes, void** block) {
  *block = bytes > 0 && fitsMachine(bytes) ? calloc(1, static_cast<size_t>(bytes) + 64) : nullptr;
  if (!*block) return nullptr;
  return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(*block) + 63) / 64 * 64);
}

inline void release(napi_env env, DatasetBox* d) {
  if (d->closed) return;
  d->closed = true;
  int64_t ignored;
  napi_adjust_external_memory(env, -d->bytes(), &ignored);
  free(d->images);
  free(d->labels);
  d->images = d->labels = nullptr;
}

inline void release(napi_env env, ModelBox* m) {
  if (m->closed) return;
  m->closed = true;
  int64_t ignored;
  if (m->block) napi_adjust_external_memory(env, -m->bytes, &ignored);
  free(m->block);
  free(m->spec);
  free(m->reals);
  m->block = m->arena = nullptr;
  m->spec = nullptr;
  m->reals = nullptr;
}

template <class Box> void finalizeBox(napi_env env, void* data, void*) {
  Box* box = static_cast<Box*>(data);
  release(env, box);
  delete box;
}

/** A new JavaScript object around `box`; on failure the box is gone and an exception is pending. */
template <class Box> napi_value wrap(napi_env env, Box* box, const napi_type_tag& tag) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok || napi_type_tag_object(env, object, &tag) != napi_ok ||
      napi_wrap(env, object, box, finalizeBox<Box>, nullptr, nullptr) != napi_ok) {
    release(env, box);
    delete box;
    return fail(env, "native engine: cannot make an object");
  }
  return object;
}

template <class Box> Box* unwrap(napi_env env, napi_value value, const napi_type_tag& tag, const char* message) {
  napi_valuetype type;
  bool tagged = false;
  void* data = nullptr;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_object ||
      napi_check_object_type_tag(env, value, &tag, &tagged) != napi_ok || !tagged ||
      napi_unwrap(env, value, &data) != napi_ok) {
    fail(env, message);
    return nullptr;
  }
  return static_cast<Box*>(data);
}

inline DatasetBox* datasetOf(napi_env env, napi_value value) {
  DatasetBox* d = unwrap<DatasetBox>(env, value, kDatasetTag, "native engine: data must be a dataset that this engine loaded");
  if (d && d->closed) {
    fail(env, "native engine: this dataset is closed; load it again");
    return nullptr;
  }
  return d;
}

/** A model that is open and not at work. */
inline ModelBox* modelOf(napi_env env, napi_value value) {
  ModelBox* m = unwrap<ModelBox>(env, value, kModelTag, "native engine: this is no model of this engine");
  if (m && m->closed) {
    fail(env, "native engine: this model is closed; build a new one");
    return nullptr;
  }
  if (m && m->busy) {
    fail(env, "native engine: this model is still at work; await its last call before the next one");
    return nullptr;
  }
  return m;
}

}  // namespace descent
