// Small helpers around Node-API: every failure becomes a JavaScript exception with a message.
// While a worker thread ends, Node-API refuses most calls: no value may be used that was not set.
#pragma once
#include <node_api.h>
#include <stdint.h>

namespace descent {

inline napi_value fail(napi_env env, const char* message) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, nullptr, message);
  return nullptr;
}

inline const char* explain(int64_t error) {
  switch (error) {
    case -1: return "native engine: a size, kind or count of the network is out of its range";
    case -2: return "native engine: a layer does not fit the one before it";
    case -3: return "native engine: the network is too large (an array would have more than 2^31 values for 16 samples)";
    case -4: return "native engine: memory is missing or too small";
    case -5: return "native engine: an image index is not below the number of images, or a label not below the number of classes";
    case -6: return "native engine: a count does not fit (steps, order and batch size must agree)";
    default: return "native engine: unknown error";
  }
}

/** The elements of a typed array of exactly this type; false if it is something else. */
inline bool typedArray(napi_env env, napi_value value, napi_typedarray_type wanted, void** data, size_t* length) {
  bool is = false;
  if (napi_is_typedarray(env, value, &is) != napi_ok || !is) return false;
  napi_typedarray_type type;
  if (napi_get_typedarray_info(env, value, &type, length, data, nullptr, nullptr) != napi_ok) return false;
  return type == wanted && (*data != nullptr || *length == 0);
}

template <class T> napi_value newTypedArray(napi_env env, napi_typedarray_type type, size_t length, T** data) {
  napi_value buffer = nullptr, array = nullptr;
  void* memory = nullptr;
  if (napi_create_arraybuffer(env, length * sizeof(T), &memory, &buffer) != napi_ok) return nullptr;
  if (napi_create_typedarray(env, type, length, buffer, 0, &array) != napi_ok) return nullptr;
  *data = static_cast<T*>(memory);
  return array;
}

inline void setProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

inline napi_value number(napi_env env, double x) {
  napi_value v = nullptr;
  napi_create_double(env, x, &v);
  return v;
}

inline napi_value text(napi_env env, const char* s) {
  napi_value v = nullptr;
  napi_create_string_utf8(env, s, NAPI_AUTO_LENGTH, &v);
  return v;
}

inline bool isNullish(napi_env env, napi_value v) {
  napi_valuetype type;
  return napi_typeof(env, v, &type) == napi_ok && (type == napi_null || type == napi_undefined);
}

}  // namespace descent
