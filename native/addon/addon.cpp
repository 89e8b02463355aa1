// Node-API side of the native engine. JavaScript (src/engine/native) validates and explains; here every size, type and
// handle is checked again, and nothing that JavaScript passes may crash the process.
#include "work.hpp"

namespace descent {

constexpr int kBatchIndex = 6, kClassesIndex = 4;  // core/spec.hpp: kBatchAt, kClassesAt

napi_value describe(napi_env env, napi_callback_info) {
  napi_value result, list;
  napi_create_object(env, &result);
  napi_create_array(env, &list);
  Candidate all[kCandidates];
  int count = 0;
  uint32_t n = 0;
  candidates(all, &count);
  for (int i = 0; i < count; i++)
    if (all[i].supported) napi_set_element(env, list, n++, text(env, all[i].isa));
  setProperty(env, result, "supported", list);
  return result;
}

/** (isa) -> { isa, numerics } or null where the processor lacks it */
napi_value select(napi_env env, napi_callback_info info) {
  napi_value arg, result;
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, &arg, nullptr, nullptr);
  char isa[32] = "";
  if (!isNullish(env, arg) && napi_get_value_string_utf8(env, arg, isa, sizeof isa, nullptr) != napi_ok)
    return fail(env, "native engine: the instruction set must be a string");
  const DescentApi* api = choose(isa);
  if (!api) {
    napi_get_null(env, &result);
    return result;
  }
  napi_create_object(env, &result);
  setProperty(env, result, "isa", text(env, api->isa));
  setProperty(env, result, "numerics", text(env, api->numerics));
  return result;
}

/** (images, labels, values an image, lut) -> dataset */
napi_value load(napi_env env, napi_callback_info info) {
  napi_value args[4];
  size_t argc = 4;
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  void *images, *labels, *lut;
  size_t imageBytes, count, lutSize;
  double values = 0;
  if (!typedArray(env, args[0], napi_uint8_array, &images, &imageBytes) || !typedArray(env, args[1], napi_uint8_array, &labels, &count))
    return fail(env, "native engine: images and labels must be Uint8Arrays");
  if (napi_get_value_double(env, args[2], &values) != napi_ok || !(values >= 1 && values <= 2147483647.0) ||
      values != static_cast<double>(static_cast<int64_t>(values)))
    return fail(env, "native engine: an image must have 1 to 2^31 - 1 values");
  if (!typedArray(env, args[3], napi_float32_array, &lut, &lutSize) || lutSize != 256)
    return fail(env, "native engine: the pixel table must be a Float32Array of 256");
  if (count == 0 || count > 0x7fffffff || static_cast<double>(count) * values != static_cast<double>(imageBytes))
    return fail(env, "native engine: images must hold exactly one image a label");
  DatasetBox* d = new DatasetBox();
  d->count = static_cast<int64_t>(count);
  d->values = static_cast<int64_t>(values);
  memcpy(d->lut, lut, sizeof d->lut);
  d->images = static_cast<uint8_t*>(malloc(imageBytes));
  d->labels = static_cast<uint8_t*>(malloc(count));
  if (!d->images || !d->labels) {
    free(d->images);
    free(d->labels);
    delete d;
    return fail(env, "native engine: out of memory for the images");
  }
  memcpy(d->images, images, imageBytes);
  memcpy(d->labels, labels, count);
  int64_t ignored;
  napi_adjust_external_memory(env, d->bytes(), &ignored);
  return wrap(env, d, kDatasetTag);
}

/** (isa, spec, reals, layers with telemetry, capacity) -> model */
napi_value build(napi_env env, napi_callback_info info) {
  napi_value args[5];
  size_t argc = 5;
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  char isa[32] = "";
  if (napi_get_value_string_utf8(env, args[0], isa, sizeof isa, nullptr) != napi_ok)
    return fail(env, "native engine: the instruction set must be a string");
  const DescentApi* api = choose(isa);
  if (!api) return fail(env, "native engine: this processor does not have that instruction set");
  void *spec, *reals;
  size_t specLength, realsLength;
  int32_t signals = 0, capacity = 0;
  if (!typedArray(env, args[1], napi_int32_array, &spec, &specLength) || !typedArray(env, args[2], napi_float64_array, &reals, &realsLength) ||
      specLength > 1000000 || realsLength > 1000000)
    return fail(env, "native engine: the network must be an Int32Array and a Float64Array");
  if (napi_get_value_int32(env, args[3], &signals) != napi_ok || signals < 0 || signals > 4096 ||
      napi_get_value_int32(env, args[4], &capacity) != napi_ok)
    return fail(env, explain(-1));
  ModelBox* m = new ModelBox();
  m->api = api;
  m->specLength = static_cast<int32_t>(specLength);
  m->realsLength = static_cast<int32_t>(realsLength);
  if (!copyOf(static_cast<int32_t*>(spec), specLength, &m->spec) || !copyOf(static_cast<double*>(reals), realsLength, &m->reals)) {
    release(env, m);
    delete m;
    return fail(env, "native engine: out of memory");
  }
  m->bytes = api->measure(m->spec, m->specLength, m->reals, m->realsLength, capacity, 0);
  const char* error = m->bytes < 0 ? explain(m->bytes) : nullptr;
  if (!error && m->spec[kBatchIndex] > capacity) error = explain(-6);
  if (!error) {
    m->arena = alignedZeros(m->bytes, &m->block);
    if (!m->arena) error = "native engine: out of memory for this network; use a smaller batch or network";
  }
  if (!error) {
    const int32_t code = api->build(m->arena, m->bytes, m->spec, m->specLength, m->reals, m->realsLength, capacity, 0);
    if (code) error = explain(code);
  }
  if (error) {
    free(m->block);
    m->block = nullptr;
    release(env, m);
    delete m;
    return fail(env, error);
  }
  m->snapshotSize = api->snapshotSize(m->arena);
  m->batch = m->spec[kBatchIndex];
  m->classes = m->spec[kClassesIndex];
  m->values = static_cast<int64_t>(m->spec[1]) * m->spec[2] * m->spec[3];
  m->signals = api->signals(m->arena);
  if (m->signals != signals) {
    release(env, m);
    delete m;
    return fail(env, "native engine: the number of layers with weights does not agree");
  }
  int64_t ignored;
  napi_adjust_external_memory(env, m->bytes, &ignored);
  return wrap(env, m, kModelTag);
}

template <Task T, size_t Argc> napi_value call(napi_env env, napi_callback_info info) {
  napi_value args[5] = {};
  size_t argc = Argc;
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  return start(env, T, args);
}

napi_value snapshot(napi_env env, napi_callback_info info) {
  napi_value arg;
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, &arg, nullptr, nullptr);
  ModelBox* m = modelOf(env, arg);
  if (!m) return nullptr;
  float* out = nullptr;
  napi_value array = newTypedArray(env, napi_float32_array, static_cast<size_t>(m->snapshotSize), &out);
  if (!array) return fail(env, "native engine: out of memory");
  m->api->snapshot(m->arena, out);
  return array;
}

napi_value restore(napi_env env, napi_callback_info info) {
  napi_value args[2];
  size_t argc = 2, length = 0;
  void* data = nullptr;
  napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  ModelBox* m = modelOf(env, args[0]);
  if (!m) return nullptr;
  if (!typedArray(env, args[1], napi_float32_array, &data, &length) || length != static_cast<size_t>(m->snapshotSize))
    return fail(env, "native engine: weights must be a Float32Array of the snapshot's size");
  m->api->restore(m->arena, static_cast<float*>(data));
  return nullptr;
}

napi_value closeModel(napi_env env, napi_callback_info info) {
  napi_value arg;
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, &arg, nullptr, nullptr);
  ModelBox* m = unwrap<ModelBox>(env, arg, kModelTag, "native engine: this is no model of this engine");
  if (!m) return nullptr;
  if (m->busy) return fail(env, "native engine: this model is still at work; await its last call before close()");
  release(env, m);
  return nullptr;
}

napi_value closeDataset(napi_env env, napi_callback_info info) {
  napi_value arg;
  size_t argc = 1;
  napi_get_cb_info(env, info, &argc, &arg, nullptr, nullptr);
  DatasetBox* d = unwrap<DatasetBox>(env, arg, kDatasetTag, "native engine: this is no dataset of this engine");
  if (!d) return nullptr;
  if (d->users) return fail(env, "native engine: this dataset is in use; await the model's last call before close()");
  release(env, d);
  return nullptr;
}

void add(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  setProperty(env, exports, name, function);
}

napi_value init(napi_env env, napi_value exports) {
  add(env, exports, "describe", describe);
  add(env, exports, "select", select);
  add(env, exports, "load", load);
  add(env, exports, "build", build);
  add(env, exports, "train", call<Task::kTrain, 5>);
  add(env, exports, "evaluate", call<Task::kEvaluate, 4>);
  add(env, exports, "predict", call<Task::kPredict, 3>);
  add(env, exports, "probe", call<Task::kProbe, 3>);
  add(env, exports, "inputGradient", call<Task::kInputGradient, 3>);
  add(env, exports, "activations", call<Task::kActivations, 4>);
  add(env, exports, "pretrain", call<Task::kPretrain, 4>);
  add(env, exports, "snapshot", snapshot);
  add(env, exports, "restore", restore);
  add(env, exports, "closeModel", closeModel);
  add(env, exports, "closeDataset", closeDataset);
  return exports;
}

}  // namespace descent

NAPI_MODULE_INIT() { return descent::init(env, exports); }
