// Calls that give a promise and run on a worker thread, or on the caller's own where it asks for that. Inputs are copied:
// JavaScript may change or detach its arrays.
#pragma once
#include "objects.hpp"

namespace descent {

enum class Task { kTrain, kEvaluate, kPredict, kProbe, kInputGradient, kActivations, kPretrain };

struct Work {
  Task task;
  ModelBox* model = nullptr;
  DatasetBox* data = nullptr;
  napi_ref modelRef = nullptr, dataRef = nullptr;
  napi_deferred deferred = nullptr;
  napi_async_work handle = nullptr;
  uint32_t* indices = nullptr;  // order of a training; null: all of data
  int64_t count = 0;
  int32_t steps = 0, layer = 0, batch = 0;
  float learningRate = 0, momentum = 0;  // of a pre-training
  int64_t units = 0;  // values a row of activations or input gradients
  float *rates = nullptr, *first = nullptr, *second = nullptr;  // learning rates; losses, gradients or outputs; penalties
  uint32_t* counts = nullptr;                                   // correct answers or confusion
  uint8_t* right = nullptr;
  double* signals = nullptr;
  double loss = 0;
  int64_t status = 0;
  bool outOfMemory = false;
};

template <class T> T* zeros(int64_t n) { return static_cast<T*>(calloc(static_cast<size_t>(n > 0 ? n : 1), sizeof(T))); }

inline void freeWork(napi_env env, Work* w) {
  if (w->modelRef) napi_delete_reference(env, w->modelRef);
  if (w->dataRef) napi_delete_reference(env, w->dataRef);
  if (w->handle) napi_delete_async_work(env, w->handle);
  free(w->indices);
  free(w->rates);
  free(w->first);
  free(w->second);
  free(w->counts);
  free(w->right);
  free(w->signals);
  delete w;
}

/** On a plan of its own, which keeps what the model's own plan does not. */
inline void runProbe(Work* w, const DescentImages& images) {
  ModelBox* m = w->model;
  const DescentApi* api = m->api;
  const bool probe = w->task == Task::kProbe;
  const int32_t capacity = probe ? static_cast<int32_t>(w->count) : 1, kind = probe ? DESCENT_PROBING : DESCENT_INSPECTING;
  const int64_t bytes = api->measure(m->spec, m->specLength, m->reals, m->realsLength, capacity, kind);
  if (bytes < 0) {
    w->status = bytes;
    return;
  }
  void* block = nullptr;
  void* arena = alignedZeros(bytes, &block);
  float* weights = zeros<float>(m->snapshotSize);
  if (!arena || !weights) {
    w->outOfMemory = true;
  } else {
    w->status = api->build(arena, bytes, m->spec, m->specLength, m->reals, m->realsLength, capacity, kind);
    if (w->status == 0) {
      api->snapshot(m->arena, weights);
      api->restore(arena, weights);
      if (probe) w->status = api->probe(arena, &images, w->indices, w->count, &w->loss, w->first, w->signals);
      else if (w->task == Task::kInputGradient) w->status = api->inputGradient(arena, &images, w->indices, w->count, w->first);
      else w->status = api->activations(arena, &images, w->indices, w->count, w->layer, w->first);
    }
  }
  free(block);
  free(weights);
}

inline void runPretraining(Work* w, const DescentImages& images) {
  ModelBox* m = w->model;
  const int64_t bytes = m->api->pretrainBytes(m->arena, w->layer, w->batch);
  void* block = nullptr;
  void* scratch = bytes < 0 ? nullptr : alignedZeros(bytes, &block);
  if (bytes < 0) w->status = bytes;
  else if (!scratch) w->outOfMemory = true;
  else
    w->status = m->api->pretrain(m->arena, &images, w->indices, w->count, w->layer, w->batch, w->learningRate, w->momentum, scratch, bytes,
                                 w->first);
  free(block);
}

inline void execute(napi_env, void* data) {
  Work* w = static_cast<Work*>(data);
  const DescentApi* api = w->model->api;
  const DescentImages images = {w->data->images, w->data->labels, w->data->count, w->data->lut};
  switch (w->task) {
    case Task::kTrain:
      w->status = api->train(w->model->arena, &images, w->indices, w->count, w->rates, w->steps, w->first, w->second, w->counts);
      break;
    case Task::kEvaluate:
      w->status = api->evaluate(w->model->arena, &images, w->indices, w->count, &w->loss, w->right, w->counts);
      break;
    case Task::kPredict: w->status = api->predict(w->model->arena, &images, w->indices, w->count, w->first); break;
    case Task::kProbe:
    case Task::kInputGradient:
    case Task::kActivations: runProbe(w, images); break;
    case Task::kPretrain: runPretraining(w, images); break;
  }
}

template <class T> void give(napi_env env, napi_value object, const char* name, napi_typedarray_type type, const T* from, int64_t n) {
  T* to = nullptr;
  napi_value array = newTypedArray(env, type, static_cast<size_t>(n), &to);
  if (!array) return;
  if (n) memcpy(to, from, static_cast<size_t>(n) * sizeof(T));
  setProperty(env, object, name, array);
}

inline napi_value resultOf(napi_env env, Work* w) {
  napi_value result = nullptr;
  napi_create_object(env, &result);
  const int64_t classes = w->model->classes;
  switch (w->task) {
    case Task::kTrain: {
      napi_value none = nullptr;
      napi_get_null(env, &none);
      give(env, result, "losses", napi_float32_array, w->first, w->steps);
      give(env, result, "penalties", napi_float32_array, w->second, w->steps);
      give(env, result, "correct", napi_uint32_array, w->counts, w->steps);
      setProperty(env, result, "divergedAt", w->status == w->steps ? none : number(env, static_cast<double>(w->status)));
      break;
    }
    case Task::kEvaluate:
      setProperty(env, result, "lossSum", number(env, w->loss));
      give(env, result, "correct", napi_uint8_array, w->right, w->count);
      give(env, result, "confusion", napi_uint32_array, w->counts, classes * classes);
      break;
    case Task::kPredict: give(env, result, "outputs", napi_float32_array, w->first, w->count * classes); break;
    case Task::kInputGradient:
    case Task::kActivations: give(env, result, "outputs", napi_float32_array, w->first, w->count * w->units); break;
    case Task::kPretrain: give(env, result, "errors", napi_float32_array, w->first, w->steps); break;
    case Task::kProbe:
      setProperty(env, result, "loss", number(env, w->loss));
      give(env, result, "gradients", napi_float32_array, w->first, w->model->snapshotSize);
      give(env, result, "signals", napi_float64_array, w->signals, static_cast<int64_t>(w->model->signals) * DESCENT_SIGNALS);
      break;
  }
  return result;
}

inline void complete(napi_env env, napi_status status, void* data) {
  Work* w = static_cast<Work*>(data);
  w->model->busy = false;
  w->data->users--;
  const char* message = status != napi_ok   ? "native engine: the call was cancelled"
                        : w->outOfMemory    ? "native engine: out of memory; use a smaller batch, probe or network"
                        : w->status < 0     ? explain(w->status)
                                            : nullptr;
  if (message) {
    napi_value error = nullptr;
    napi_create_error(env, nullptr, text(env, message), &error);
    napi_reject_deferred(env, w->deferred, error);
  } else {
    napi_resolve_deferred(env, w->deferred, resultOf(env, w));
  }
  freeWork(env, w);
}

/** Copies `from`; false if there is no memory. */
template <class T> bool copyOf(const T* from, size_t n, T** to) {
  *to = zeros<T>(static_cast<int64_t>(n));
  if (!*to) return false;
  if (n) memcpy(*to, from, n * sizeof(T));
  return true;
}

/** Whether a training or an evaluation is to be done before it returns: its last argument, true. */
inline bool here(napi_env env, Task task, const napi_value* args) {
  bool asked = false;
  const int at = task == Task::kTrain ? 4 : task == Task::kEvaluate ? 3 : -1;
  return at > 0 && napi_get_value_bool(env, args[at], &asked) == napi_ok && asked;
}

/** args: model, data, indices (or null), learning rates of a training, layer of activations, or the settings of a pre-training; `here`. */
inline napi_value start(napi_env env, Task task, napi_value* args) {
  ModelBox* m = modelOf(env, args[0]);
  DatasetBox* d = m ? datasetOf(env, args[1]) : nullptr;
  if (!d) return nullptr;
  if (d->values != m->values) return fail(env, "native engine: the images of this dataset do not have the network's input size");
  void *indices = nullptr, *rates = nullptr;
  size_t count = 0, steps = 0;
  const bool all = task == Task::kEvaluate && isNullish(env, args[2]);
  if (!all && !typedArray(env, args[2], napi_uint32_array, &indices, &count))
    return fail(env, "native engine: indices must be a Uint32Array");
  if (task == Task::kTrain && !typedArray(env, args[3], napi_float32_array, &rates, &steps))
    return fail(env, "native engine: learningRates must be a Float32Array");
  if (all) count = static_cast<size_t>(d->count);
  if (count == 0 || count > (1ull << 31) || steps > (1ull << 31) - 1) return fail(env, explain(-6));
  if (task == Task::kTrain && (count + m->batch - 1) / m->batch != steps) return fail(env, explain(-6));
  if (task == Task::kProbe && count > (1u << 20)) return fail(env, explain(-6));

  int32_t layer = 0;
  const double* settings = nullptr;  // of a pre-training: layer, batch, learning rate, momentum
  if (task == Task::kPretrain) {
    void* given = nullptr;
    size_t length = 0;
    if (!typedArray(env, args[3], napi_float64_array, &given, &length) || length != 4)
      return fail(env, "native engine: the settings of a pre-training must be a Float64Array of 4");
    settings = static_cast<double*>(given);
    for (int i = 0; i < 4; i++)
      if (!(settings[i] >= 0 && settings[i] <= 1 << 20)) return fail(env, explain(-1));
    if (settings[1] < 1) return fail(env, explain(-6));
    steps = (count + static_cast<size_t>(settings[1]) - 1) / static_cast<size_t>(settings[1]);
    layer = static_cast<int32_t>(settings[0]);
  }
  int64_t units = task == Task::kInputGradient ? m->values : 0;
  if (task == Task::kActivations) {
    if (napi_get_value_int32(env, args[3], &layer) != napi_ok) return fail(env, explain(-1));
    units = m->api->units(m->arena, layer);
    if (units < 0) return fail(env, explain(units));
  }
  if (units && !fitsMachine(static_cast<int64_t>(count) * units * static_cast<int64_t>(sizeof(float))))
    return fail(env, "native engine: out of memory; ask for fewer images at a time");

  Work* w = new Work();
  w->layer = layer;
  if (settings) {
    w->batch = static_cast<int32_t>(settings[1]);
    w->learningRate = static_cast<float>(settings[2]);
    w->momentum = static_cast<float>(settings[3]);
  }
  w->units = units;
  w->task = task;
  w->model = m;
  w->data = d;
  w->count = static_cast<int64_t>(count);
  w->steps = static_cast<int32_t>(steps);
  bool ok = all || copyOf(static_cast<uint32_t*>(indices), count, &w->indices);
  const int64_t classes = m->classes;
  switch (task) {
    case Task::kTrain:
      ok = ok && copyOf(static_cast<float*>(rates), steps, &w->rates) && (w->first = zeros<float>(w->steps)) &&
           (w->second = zeros<float>(w->steps)) && (w->counts = zeros<uint32_t>(w->steps));
      break;
    case Task::kEvaluate:
      ok = ok && (w->right = zeros<uint8_t>(w->count)) && (w->counts = zeros<uint32_t>(classes * classes));
      break;
    case Task::kPredict: ok = ok && (w->first = zeros<float>(w->count * classes)); break;
    case Task::kInputGradient:
    case Task::kActivations: ok = ok && (w->first = zeros<float>(w->count * units)); break;
    case Task::kPretrain: ok = ok && (w->first = zeros<float>(w->steps)); break;
    case Task::kProbe:
      ok = ok && (w->first = zeros<float>(m->snapshotSize)) && (w->signals = zeros<double>(m->signals * DESCENT_SIGNALS));
      break;
  }
  if (!ok) {
    freeWork(env, w);
    return fail(env, "native engine: out of memory");
  }
  napi_value promise;
  const bool now = here(env, task, args);
  if (now && napi_create_promise(env, &w->deferred, &promise) == napi_ok) {
    m->busy = true;
    d->users++;
    execute(env, w);
    complete(env, napi_ok, w);
    return promise;
  }
  if (now || napi_create_reference(env, args[0], 1, &w->modelRef) != napi_ok || napi_create_reference(env, args[1], 1, &w->dataRef) != napi_ok ||
      napi_create_async_work(env, nullptr, text(env, "descent"), execute, complete, w, &w->handle) != napi_ok ||
      napi_create_promise(env, &w->deferred, &promise) != napi_ok || napi_queue_async_work(env, w->handle) != napi_ok) {
    freeWork(env, w);
    return fail(env, "native engine: cannot start a worker thread");
  }
  m->busy = true;
  d->users++;
  return promise;
}

}  // namespace descent
