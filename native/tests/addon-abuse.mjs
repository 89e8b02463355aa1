// Calls the raw addon, below all validation, in every wrong way; each must give an exception, never a crash.
//   node addon-abuse.mjs PATH-OF-ADDON INSTRUCTION-SET
// Prints a count; exit code 1 where something was accepted, or gave no Error.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const [path, isa] = isMainThread ? process.argv.slice(2) : workerData;
const addon = createRequire(import.meta.url)(resolve(path));

/** flatten + two dense layers on 4 × 4 images of 3 classes, batches of `batch`: core/spec.hpp */
function spec(batch, changes = {}, hidden = 5) {
  const ints = new Int32Array(16 + 3 * 16);
  ints.set([1, 4, 4, 1, 3, 0, batch, 3]);
  ints.set([6], 16);
  ints.set([7, hidden, 0, 0, 0, 0, 0, 1], 32);
  ints.set([7, 3, 0, 0, 0, 0, 0, 1], 48);
  for (const [at, value] of Object.entries(changes)) ints[at] = value;
  return ints;
}

const reals = new Float64Array(8 + 3 * 2);
const images = Uint8Array.from({ length: 20 * 16 }, (_, i) => (i * 37) % 256);
const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 3);
const table = Float32Array.from({ length: 256 }, (_, i) => i / 255);
const order = Uint32Array.from({ length: 16 }, (_, i) => i);
const rates = Float32Array.of(0.1, 0.1);
const makeData = () => addon.load(images, labels, 16, table);
const makeModel = (batch = 8) => addon.build(isa, spec(batch), reals, 2, Math.max(batch, 16));

let refused = 0;
let failures = 0;

/** `call` throws or rejects with an Error whose message fits. */
async function refuses(name, call, message = /^native engine: /) {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error && message.test(error.message)) refused++;
    else complain(`${name}: ${error}`);
    return;
  }
  complain(`${name}: accepted`);
}

function complain(text) {
  failures++;
  console.error(`FAIL ${text}`);
}

function expect(name, holds) {
  if (!holds) complain(name);
}

const detached = (array) => {
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};
/** A shrinking buffer: the array's length follows. */
const shrunk = (Type, length) => {
  const buffer = new ArrayBuffer(length * Type.BYTES_PER_ELEMENT, {
    maxByteLength: length * Type.BYTES_PER_ELEMENT,
  });
  const array = new Type(buffer);
  buffer.resize(Type.BYTES_PER_ELEMENT);
  return array;
};
/** What is no array of `Type` with elements. */
const wrongKinds = (Type, length) => [
  undefined,
  null,
  7,
  'text',
  {},
  [],
  new DataView(new ArrayBuffer(8)),
  new ArrayBuffer(64),
  ...[
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    BigInt64Array,
    Float64Array,
    Float32Array,
    Uint32Array,
    Int32Array,
  ]
    .filter((Other) => Other !== Type)
    .map((Other) => new Other(length)),
  new Type(0),
  detached(new Type(length)),
  new Proxy(new Type(length), {}),
  Object.create(new Type(length)),
];
const wrongArrays = (Type, length) => [
  ...wrongKinds(Type, length),
  new Type(length + 1),
  new Type(length - 1),
  shrunk(Type, length),
];
const wrongNumbers = [
  undefined,
  null,
  'x',
  {},
  0,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  2 ** 31,
  2 ** 53,
  -(2 ** 31),
  7n,
];

async function wrongArguments() {
  const data = makeData();
  const model = makeModel();
  for (const name of Object.keys(addon)) {
    if (name === 'describe' || name === 'select') continue;
    await refuses(`${name} without arguments`, () => addon[name]());
    await refuses(`${name} with symbols`, () =>
      addon[name](Symbol('a'), Symbol('b'), Symbol('c'), Symbol('d')),
    );
  }
  expect(
    'select of an unknown set is null',
    addon.select('none') === null && addon.select('x'.repeat(1000)) === null,
  );
  await refuses('select of an object', () => addon.select({}));

  for (const wrong of wrongArrays(Uint8Array, 320))
    await refuses('load: images', () => addon.load(wrong, labels, 16, table));
  for (const wrong of wrongArrays(Uint8Array, 20))
    await refuses('load: labels', () => addon.load(images, wrong, 16, table));
  for (const wrong of wrongArrays(Float32Array, 256))
    await refuses('load: table', () => addon.load(images, labels, 16, wrong));
  for (const wrong of wrongNumbers)
    await refuses('load: values', () => addon.load(images, labels, wrong, table));

  const handles = [
    undefined,
    null,
    1,
    'x',
    {},
    [],
    () => {},
    addon,
    new Proxy(model, {}),
    Object.create(model),
    Object.create(data),
  ];
  for (const wrong of [...handles, data]) {
    await refuses('train: model', () => addon.train(wrong, data, order, rates));
    await refuses('evaluate: model', () => addon.evaluate(wrong, data, null));
    await refuses('predict: model', () => addon.predict(wrong, data, order));
    await refuses('probe: model', () => addon.probe(wrong, data, order));
    await refuses('inputGradient: model', () => addon.inputGradient(wrong, data, order));
    await refuses('activations: model', () => addon.activations(wrong, data, order, 0));
    await refuses('snapshot: model', () => addon.snapshot(wrong));
    await refuses('restore: model', () => addon.restore(wrong, new Float32Array(103)));
    await refuses('closeModel', () => addon.closeModel(wrong));
  }
  for (const wrong of [...handles, model]) {
    await refuses('train: data', () => addon.train(model, wrong, order, rates));
    await refuses('evaluate: data', () => addon.evaluate(model, wrong, null));
    await refuses('closeDataset', () => addon.closeDataset(wrong));
  }
  for (const wrong of wrongKinds(Uint32Array, 16)) {
    await refuses('train: order', () => addon.train(model, data, wrong, rates));
    if (wrong !== null && wrong !== undefined)
      await refuses('evaluate: indices', () => addon.evaluate(model, data, wrong));
    await refuses('predict: indices', () => addon.predict(model, data, wrong));
    await refuses('probe: indices', () => addon.probe(model, data, wrong));
    await refuses('inputGradient: indices', () => addon.inputGradient(model, data, wrong));
    await refuses('activations: indices', () => addon.activations(model, data, wrong, 0));
  }
  for (const wrong of wrongArrays(Float32Array, 2))
    await refuses('train: rates', () => addon.train(model, data, order, wrong));
  for (const index of [20, 21, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
    const beyond = Uint32Array.from(order, (value, i) => (i === 15 ? index : value));
    await refuses('train: index', () => addon.train(model, data, beyond, rates), /index/);
    await refuses('evaluate: index', () => addon.evaluate(model, data, beyond), /index/);
    await refuses('predict: index', () => addon.predict(model, data, beyond), /index/);
    await refuses('probe: index', () => addon.probe(model, data, beyond), /index/);
    await refuses('inputGradient: index', () => addon.inputGradient(model, data, beyond), /index/);
    await refuses('activations: index', () => addon.activations(model, data, beyond, 0), /index/);
  }
  for (const layer of [undefined, null, 'x', {}, -1, 3, 512, 2 ** 31 - 1, -(2 ** 31), 7n])
    await refuses('activations: layer', () => addon.activations(model, data, order, layer));
  const other = addon.load(
    images,
    Uint8Array.from({ length: 10 }, () => 1),
    32,
    table,
  );
  await refuses('images of another size', () => addon.evaluate(model, other, null), /size/);
  const unknown = addon.load(
    images,
    labels.map(() => 3),
    16,
    table,
  );
  await refuses('a label that is no class', () => addon.evaluate(model, unknown, null), /label/);
  for (const wrong of wrongArrays(Float32Array, 103))
    await refuses('restore', () => addon.restore(model, wrong));
  for (const each of [data, other, unknown]) addon.closeDataset(each);
  addon.closeModel(model);
}

async function wrongSpecs() {
  const build = (ints) => () => addon.build(isa, ints, reals, 2, 16);
  const ints = spec(8);
  for (const wrong of wrongArrays(Int32Array, 64)) await refuses('build: ints', build(wrong));
  for (const wrong of wrongArrays(Float64Array, 14))
    await refuses('build: reals', () => addon.build(isa, ints, wrong, 2, 16));
  for (const wrong of [...wrongNumbers, 1, 3])
    await refuses('build: layers with weights', () => addon.build(isa, ints, reals, wrong, 16));
  for (const wrong of [...wrongNumbers, 7])
    await refuses('build: capacity', () => addon.build(isa, ints, reals, 2, wrong));
  for (const wrong of [undefined, null, 3, {}, 'altivec', 'x'.repeat(100)])
    await refuses('build: set', () => addon.build(wrong, ints, reals, 2, 16));
  const extremes = [-(2 ** 31), -1, 2 ** 20 + 1, 2 ** 30, 2 ** 31 - 1];
  // version, sizes, classes, head, batch, layers, optimizer, decay mode; type and units of layers
  for (const at of [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 33, 48, 49])
    for (const value of extremes)
      await refuses(`build: field ${at} = ${value}`, build(spec(8, { [at]: value })));
  // each size is allowed, their products are not
  await refuses('build: weights beyond 2^31', build(spec(8, { 1: 16384, 2: 4, 33: 1 << 20 })), /too large/);
  await refuses(
    'build: an image beyond 2^31',
    build(spec(8, { 1: 16384, 2: 16384, 3: 1 << 20 })),
    /too large/,
  );
  await refuses(
    'build: more than this machine has',
    () => addon.build(isa, spec(1 << 20, { 33: 1 << 20 }), reals, 2, 1 << 20),
    /memory/,
  );
  for (const value of [Number.NaN, Infinity]) {
    const broken = reals.slice();
    broken[6] = value;
    await refuses('build: a real that is none', () => addon.build(isa, ints, broken, 2, 16));
  }
}

async function busyAndClosed() {
  const data = makeData();
  const model = makeModel();
  const first = addon.train(model, data, order, rates);
  await refuses('two trainings at once', () => addon.train(model, data, order, rates), /still at work/);
  await refuses('evaluate while training', () => addon.evaluate(model, data, null), /still at work/);
  await refuses('probe while training', () => addon.probe(model, data, order), /still at work/);
  await refuses(
    'input gradient while training',
    () => addon.inputGradient(model, data, order),
    /still at work/,
  );
  await refuses('snapshot while training', () => addon.snapshot(model), /still at work/);
  await refuses('restore while training', () => addon.restore(model, new Float32Array(103)), /still at work/);
  await refuses('close while training', () => addon.closeModel(model), /still at work/);
  await refuses('close of data in use', () => addon.closeDataset(data), /in use/);
  await first;
  // two models may share data
  const second = makeModel();
  await Promise.all([addon.train(model, data, order, rates), addon.train(second, data, order, rates)]);

  // inputs are copied: what happens to them later does not matter
  const untouched = makeModel();
  const touched = makeModel();
  const mine = { order: order.slice(), rates: rates.slice() };
  const expected = addon.train(untouched, data, order, rates);
  const got = addon.train(touched, data, mine.order, mine.rates);
  mine.order.fill(2 ** 32 - 1);
  detached(mine.order);
  detached(mine.rates);
  await expected;
  await got;
  expect(
    'arrays are copied',
    addon.snapshot(untouched).every((w, i) => w === addon.snapshot(touched)[i]),
  );

  const results = await addon.evaluate(model, data, null);
  addon.closeModel(model);
  addon.closeModel(model);
  expect('results outlive the model', results.correct.length === 20);
  await refuses('train after close', () => addon.train(model, data, order, rates), /closed/);
  await refuses('snapshot after close', () => addon.snapshot(model), /closed/);
  await refuses('restore after close', () => addon.restore(model, new Float32Array(103)), /closed/);
  addon.closeDataset(data);
  addon.closeDataset(data);
  await refuses('data after close', () => addon.train(second, data, order, rates), /dataset is closed/);
  for (const each of [second, untouched, touched]) addon.closeModel(each);
}

/** Forgotten objects are freed by the collector; a model at work stays although nothing else holds it. */
async function forgotten() {
  const pending = [];
  for (let i = 0; i < 200; i++) pending.push(addon.train(makeModel(), makeData(), order, rates));
  globalThis.gc?.();
  await Promise.all(pending);
  globalThis.gc?.();
}

/** A worker that ends in the middle of a training, in each of the ways that there are. */
async function endingWorkers() {
  for (const how of ['terminate', 'exit', 'throw', 'finish']) {
    for (let i = 0; i < 3; i++) {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: [path, isa, how] });
      const ended = new Promise((resolve) => worker.on('exit', resolve));
      worker.on('error', () => {});
      await new Promise((resolve) => worker.once('message', resolve));
      if (how === 'terminate') await worker.terminate();
      await ended;
    }
  }
}

function endInTraining(how) {
  const data = makeData();
  const steps = 200_000;
  const long = Uint32Array.from({ length: steps }, (_, i) => i % 20);
  const model = addon.build(isa, spec(1), reals, 2, 16);
  // one runs, the others wait in the queue
  void addon.train(model, data, long, new Float32Array(steps));
  for (let i = 0; i < 8; i++) void addon.train(makeModel(), data, order, rates);
  const { parentPort } = createRequire(import.meta.url)('node:worker_threads');
  parentPort.postMessage('training');
  if (how === 'exit') process.exit(0);
  if (how === 'throw') throw new Error('in the middle of a training');
}

if (isMainThread) {
  await wrongArguments();
  await wrongSpecs();
  await busyAndClosed();
  await forgotten();
  await endingWorkers();
  console.log(`addon: ${refused} refused calls, ${failures} failures`);
  process.exitCode = failures === 0 ? 0 : 1;
} else {
  endInTraining(workerData[2]);
}
