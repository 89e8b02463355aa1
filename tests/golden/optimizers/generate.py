"""Writes pytorch.json and keras.json: a hundred steps of each optimizer on two fixed problems, in float64.

Both problems are one dense layer on eight images of nine black or white pixels, so that an engine can follow them:
a quadratic (the mean squared error of a linear layer) and logistic regressions (binary cross-entropy from logits).
Made by `npm run golden:optimizers`; the results are committed.
"""

import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras
import numpy as np
import torch

# what optimizers keep beside a parameter, such as Nadam's product, is float64 too
torch.set_default_dtype(torch.float64)

STEPS = 100
RECORDED = (1, 2, 3, 10, 30, 100)
IMAGES, PIXELS, CLASSES = 8, 9, 2

rng = np.random.default_rng(20261124)
while True:
    lit = rng.integers(0, 2, (IMAGES, PIXELS))
    # every pixel in some images and not in all: no gradient is zero, no pixel is a second bias
    if np.all((lit.sum(0) > 1) & (lit.sum(0) < IMAGES - 1)):
        break
labels = rng.integers(0, CLASSES, IMAGES)
X = lit.astype(np.float64)
Y = np.eye(CLASSES)[labels]
# float32 values, so that engines start at the same point
START = rng.normal(0, 0.5, PIXELS * CLASSES + CLASSES).astype(np.float32).astype(np.float64)


def single(rate):
    """An engine takes its rates as float32."""
    return float(np.float32(rate))


def forward(w):
    return X @ w[: PIXELS * CLASSES].reshape(PIXELS, CLASSES) + w[PIXELS * CLASSES :]


def back(delta):
    return np.concatenate([(X.T @ delta).ravel(), delta.sum(0)])


def quadratic(w):
    """Mean over images and classes of (z - y)^2."""
    error = forward(w) - Y
    return float(np.mean(error**2)), back(2 * error / error.size)


def logistic(w):
    """Mean over images of the sum over classes of -[y ln s(z) + (1 - y) ln(1 - s(z))]."""
    z = forward(w)
    loss = np.sum(np.logaddexp(0, z) - Y * z) / IMAGES
    return float(loss), back((1 / (1 + np.exp(-z)) - Y) / IMAGES)


PROBLEMS = {"quadratic": quadratic, "logistic": logistic}


def run_torch(problem, make, rates):
    w = torch.nn.Parameter(torch.tensor(START))
    optimizer = make([w], rates[0])
    for rate in rates:
        for group in optimizer.param_groups:
            group["lr"] = rate
        w.grad = torch.tensor(problem(w.detach().numpy())[1])
        optimizer.step()
        yield w.detach().numpy().copy()


def run_keras(problem, make, rates):
    keras.config.set_floatx("float64")
    w = keras.Variable(START, dtype="float64")
    optimizer = make(rates[0])
    optimizer.build([w])
    for rate in rates:
        optimizer.learning_rate = rate
        gradient = problem(np.asarray(w.value))[1]
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")], [w])
        yield np.asarray(w.value).copy()


def adam(**more):
    return {"name": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3, "epsilonForm": "plain", **more}


def family(name, **more):
    return {"name": name, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3, **more}


def rmsprop(**more):
    plain = {"momentum": 0, "epsilonPlacement": "inside", "centered": False, "biasCorrection": False}
    return {"name": "rmsprop", "rho": 0.9, "epsilon": 1e-3, **plain, **more}


def adagrad(placement):
    return {"name": "adagrad", "epsilon": 1e-2, "initialAccumulator": 0.1, "epsilonPlacement": placement}


MOMENTUM = {"name": "momentum", "momentum": 0.9}
NESTEROV = {"name": "nesterov", "momentum": 0.9}
ADADELTA = {"name": "adadelta", "rho": 0.95, "epsilon": 1e-4}
LION = {"name": "lion", "beta1": 0.9, "beta2": 0.99}
NONE = {"mode": "none", "lambda": 0}
L2 = {"mode": "l2", "lambda": 0.05}
DECOUPLED = {"mode": "decoupled", "lambda": 0.5}
T, K = torch.optim, keras.optimizers

# name, optimizer as descent calls it, decay, learning rate, and the same in the library's words
TORCH = [
    ("sgd", {"name": "sgd"}, NONE, 0.05, lambda p, r: T.SGD(p, r)),
    ("sgd, l2", {"name": "sgd"}, L2, 0.05, lambda p, r: T.SGD(p, r, weight_decay=0.05)),
    ("momentum, constant rate", MOMENTUM, NONE, 0.01, lambda p, r: T.SGD(p, r, momentum=0.9)),
    ("nesterov, constant rate", NESTEROV, NONE, 0.01, lambda p, r: T.SGD(p, r, momentum=0.9, nesterov=True)),
    (
        "adagrad, epsilon outside",
        adagrad("outside"),
        NONE,
        0.05,
        lambda p, r: T.Adagrad(p, r, initial_accumulator_value=0.1, eps=1e-2),
    ),
    ("adadelta", ADADELTA, NONE, 0.25, lambda p, r: T.Adadelta(p, r, rho=0.95, eps=1e-4)),
    (
        "rmsprop, epsilon outside, momentum",
        rmsprop(epsilonPlacement="outside", momentum=0.5),
        NONE,
        0.002,
        lambda p, r: T.RMSprop(p, r, alpha=0.9, eps=1e-3, momentum=0.5),
    ),
    (
        "rmsprop, epsilon outside, centered",
        rmsprop(epsilonPlacement="outside", centered=True, epsilon=0.05),
        NONE,
        0.002,
        lambda p, r: T.RMSprop(p, r, alpha=0.9, eps=0.05, centered=True),
    ),
    ("adam", adam(), NONE, 0.005, lambda p, r: T.Adam(p, r, eps=1e-3)),
    ("adam, l2", adam(), L2, 0.005, lambda p, r: T.Adam(p, r, eps=1e-3, weight_decay=0.05)),
    ("adamw", adam(), DECOUPLED, 0.005, lambda p, r: T.AdamW(p, r, eps=1e-3, weight_decay=0.5)),
    # PyTorch has epsilon inside the maximum: the same rule without it
    ("adamax, epsilon 0", family("adamax", epsilon=0), NONE, 0.005, lambda p, r: T.Adamax(p, r, eps=0)),
    (
        "amsgrad",
        family("amsgrad", beta2=0.9),
        NONE,
        0.005,
        lambda p, r: T.Adam(p, r, betas=(0.9, 0.9), eps=1e-3, amsgrad=True),
    ),
    (
        "nadam",
        family("nadam", scheduleDecay=0.004),
        NONE,
        0.005,
        lambda p, r: T.NAdam(p, r, eps=1e-3, momentum_decay=0.004),
    ),
]
KERAS = [
    ("sgd", {"name": "sgd"}, NONE, 0.05, lambda r: K.SGD(r)),
    ("momentum", MOMENTUM, NONE, 0.01, lambda r: K.SGD(r, momentum=0.9)),
    ("momentum, falling rate", MOMENTUM, NONE, (0.02, 0.97), lambda r: K.SGD(r, momentum=0.9)),
    ("nesterov, falling rate", NESTEROV, NONE, (0.02, 0.97), lambda r: K.SGD(r, momentum=0.9, nesterov=True)),
    (
        "adagrad",
        adagrad("inside"),
        NONE,
        0.05,
        lambda r: K.Adagrad(r, initial_accumulator_value=0.1, epsilon=1e-2),
    ),
    ("adadelta", ADADELTA, NONE, 0.25, lambda r: K.Adadelta(r, rho=0.95, epsilon=1e-4)),
    (
        "rmsprop, momentum, falling rate",
        rmsprop(momentum=0.5),
        NONE,
        (0.004, 0.97),
        lambda r: K.RMSprop(r, rho=0.9, momentum=0.5, epsilon=1e-3),
    ),
    (
        "rmsprop, centered",
        rmsprop(centered=True),
        NONE,
        0.002,
        lambda r: K.RMSprop(r, rho=0.9, centered=True, epsilon=1e-3),
    ),
    ("adam, epsilon-hat", adam(epsilonForm="hat"), NONE, 0.005, lambda r: K.Adam(r, epsilon=1e-3)),
    (
        "adamw, epsilon-hat",
        adam(epsilonForm="hat"),
        DECOUPLED,
        0.005,
        lambda r: K.AdamW(r, epsilon=1e-3, weight_decay=0.5),
    ),
    ("adamax", family("adamax"), NONE, 0.005, lambda r: K.Adamax(r, epsilon=1e-3)),
    # Keras has the epsilon-hat form here too: the same rule without epsilon
    (
        "amsgrad, epsilon 0",
        family("amsgrad", beta2=0.9, epsilon=0),
        NONE,
        0.005,
        lambda r: K.Adam(r, beta_2=0.9, amsgrad=True, epsilon=0),
    ),
    ("nadam, schedule of Keras", family("nadam", scheduleDecay=1), NONE, 0.005, lambda r: K.Nadam(r, epsilon=1e-3)),
    ("lion", LION, NONE, 0.0005, lambda r: K.Lion(r, beta_1=0.9, beta_2=0.99)),
]


def trajectories(cases, run):
    for name, optimizer, decay, rate, make in cases:
        first, factor = rate if isinstance(rate, tuple) else (rate, 1)
        rates = [single(single(first) * factor**t) for t in range(STEPS)]
        for problem_name, problem in PROBLEMS.items():
            path = list(run(problem, make, rates))
            yield {
                "name": f"{name} on the {problem_name}",
                "problem": problem_name,
                "optimizer": optimizer,
                "weightDecay": decay,
                "learningRate": rates[0],
                "learningRateFactor": factor,
                "firstLoss": problem(START)[0],
                "lastLoss": problem(path[-1])[0],
                "weights": {str(t): path[t - 1].tolist() for t in RECORDED},
            }


def write(file, library, cases, run):
    paths = list(trajectories(cases, run))
    head = {
        "library": library,
        "images": (255 * lit).ravel().tolist(),
        "labels": labels.tolist(),
        "start": START.tolist(),
    }
    # one trajectory a line
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in paths)
    text = json.dumps(head, separators=(",", ":"))[:-1] + ',"trajectories":[\n' + lines + "\n]}\n"
    (pathlib.Path(__file__).parent / file).write_text(text)
    print(f"{file}: {len(paths)} trajectories of {library}", file=sys.stderr)


write("pytorch.json", f"PyTorch {torch.__version__.split('+')[0]}", TORCH, run_torch)
write("keras.json", f"Keras {keras.__version__} on JAX", KERAS, run_keras)
