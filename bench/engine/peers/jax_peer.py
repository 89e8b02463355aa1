"""JAX's side of the benchmark: the network of a job as pure functions, the whole step jitted, or many steps in a scan."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

import protocol

CHUNK_STEPS = 8

ACTIVATIONS = {
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "elu": jax.nn.elu,
    "gelu": functools.partial(jax.nn.gelu, approximate=False),
    "softplus": jax.nn.softplus,
    "leakyRelu": jax.nn.leaky_relu,
    "identity": lambda x: x,
}


def build(network, images, rng):
    """Returns (parameters, apply): apply(parameters, x (B, H, W, C), key) -> logits (B, classes)."""
    shape = list(images.shape[1:])
    parameters, layers = [], []

    def weights(*size):
        bound = np.sqrt(6 / (np.prod(size[:-1]) + size[-1]))
        return jnp.asarray(rng.uniform(-bound, bound, size), jnp.float32)

    for layer in network["layers"]:
        kind = layer["type"]
        own = {}
        if kind == "conv":
            own["w"] = weights(*layer["kernel"], shape[-1], layer["filters"])
            if layer["bias"]:
                own["b"] = jnp.zeros(layer["filters"], jnp.float32)
        elif kind == "dense":
            own["w"] = weights(int(np.prod(shape)), layer["units"])
            if layer["bias"]:
                own["b"] = jnp.zeros(layer["units"], jnp.float32)
        elif kind == "batchNorm":
            own = {"gamma": jnp.ones(shape[-1]), "beta": jnp.zeros(shape[-1])}
        apply = functools.partial(LAYERS[kind], layer)
        parameters.append(own)
        layers.append(apply)
        probe = jnp.zeros((2, *shape))
        shape = list(jax.eval_shape(apply, own, probe, jax.random.key(0, impl="rbg")).shape[1:])

    def forward(values, x, key):
        for index, apply in enumerate(layers):
            x = apply(values[index], x, jax.random.fold_in(key, index))
        return x

    return parameters, forward


def conv(layer, own, x, _key):
    y = jax.lax.conv_general_dilated(
        x, own["w"], layer["stride"], layer["padding"].upper(), dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    return y + own["b"] if "b" in own else y


def pool(layer, _own, x, _key):
    window, stride = (1, *layer["size"], 1), (1, *layer["stride"], 1)
    padding = layer["padding"].upper()
    if layer["kind"] == "max":
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, stride, padding)
    if layer["kind"] != "avg":
        raise ValueError(f"no peer for pooling kind {layer['kind']}")
    total = jax.lax.reduce_window(x, 0.0, jax.lax.add, window, stride, padding)
    if layer["padding"] == "valid":
        return total / (layer["size"][0] * layer["size"][1])
    return total / jax.lax.reduce_window(jnp.ones_like(x), 0.0, jax.lax.add, window, stride, padding)


def batch_norm(layer, own, x, _key):
    """Batch statistics only: the running ones cost next to nothing and would need a second state."""
    axes = tuple(range(x.ndim - 1))
    mean = x.mean(axes)
    variance = jnp.square(x - mean).mean(axes)
    return (x - mean) * jax.lax.rsqrt(variance + layer["epsilon"]) * own["gamma"] + own["beta"]


def dropout(layer, _own, x, key):
    keep = 1 - layer["rate"]
    return jnp.where(jax.random.bernoulli(key, keep, x.shape), x / keep, 0)


def dense(_layer, own, x, _key):
    y = x.reshape(x.shape[0], -1) @ own["w"]
    return y + own["b"] if "b" in own else y


LAYERS = {
    "conv": conv,
    "pool": pool,
    "batchNorm": batch_norm,
    "dropout": dropout,
    "dense": dense,
    "activation": lambda layer, _own, x, _key: ACTIVATIONS[layer["activation"]](x),
    "flatten": lambda _layer, _own, x, _key: x.reshape(x.shape[0], -1),
}


def update(spec, learning_rate, parameters, gradients, state):
    """One optimizer step; state: (step count, first tree, second tree)."""
    count, first, second = state
    tree = jax.tree_util.tree_map
    count = count + 1
    if spec["name"] == "sgd":
        return tree(lambda w, g: w - learning_rate * g, parameters, gradients), (count, first, second)
    if spec["name"] == "momentum":
        first = tree(lambda v, g: spec["momentum"] * v - learning_rate * g, first, gradients)
        return tree(jnp.add, parameters, first), (count, first, second)
    if spec["name"] != "adam":
        raise ValueError(f"no peer for optimizer {spec['name']}")
    b1, b2 = spec["beta1"], spec["beta2"]
    first = tree(lambda m, g: b1 * m + (1 - b1) * g, first, gradients)
    second = tree(lambda v, g: b2 * v + (1 - b2) * g * g, second, gradients)
    m_scale, v_scale = 1 / (1 - b1**count), 1 / (1 - b2**count)

    def move(w, m, v):
        return w - learning_rate * (m * m_scale) / (jnp.sqrt(v * v_scale) + spec["epsilon"])

    return tree(move, parameters, first, second), (count, first, second)


def setup(job):
    if job["network"]["head"] != "softmax+ce":
        raise ValueError("the peer knows the head softmax+ce only")
    raw_images, raw_labels, order = protocol.load(job)
    images, labels = jnp.asarray(raw_images), jnp.asarray(raw_labels)
    parameters, forward = build(job["network"], images, np.random.default_rng(1))
    zeros = jax.tree_util.tree_map(jnp.zeros_like, parameters)
    none = jax.tree_util.tree_map(lambda _: jnp.zeros(()), parameters)
    kind, batch = job["optimizer"]["name"], job["batch"]
    state = (jnp.zeros((), jnp.float32), none if kind == "sgd" else zeros, zeros if kind == "adam" else none)
    order = jnp.asarray(order[: len(order) // batch * batch].reshape(-1, batch).astype(np.int32))

    def loss_of(values, x, y, key):
        scores = jax.nn.log_softmax(forward(values, x, key))
        return -jnp.take_along_axis(scores, y[:, None].astype(jnp.int32), 1).mean()

    def step(carry, index):
        values, inner, key = carry
        key, drop = jax.random.split(key)
        x = jnp.take(images, index, axis=0).astype(jnp.float32) * (1 / 255)
        loss, gradients = jax.value_and_grad(loss_of)(values, x, labels[index], drop)
        values, inner = update(job["optimizer"], job["learningRate"], values, gradients, inner)
        return (values, inner, key), loss

    if job["setting"]["mode"] == "scan":
        many = jax.jit(lambda carry, indices: jax.lax.scan(step, carry, indices), donate_argnums=0)
    else:
        once = jax.jit(step, donate_argnums=0)

        def many(carry, indices):
            for index in indices:
                carry, loss = once(carry, index)
            return carry, [loss]

    # separate buffers, since the first call gives them away
    carry = jax.tree_util.tree_map(jnp.array, (parameters, state, jax.random.key(1, impl="rbg")))
    position = 0
    batches = [jnp.asarray(order[i : i + CHUNK_STEPS]) for i in range(0, len(order) - CHUNK_STEPS, CHUNK_STEPS)]
    if job["setting"]["mode"] != "scan":
        batches = [list(indices) for indices in batches[:16]]

    def chunk():
        nonlocal carry, position
        carry, losses = many(carry, batches[position % len(batches)])
        position += 1
        return CHUNK_STEPS * batch, float(losses[-1])

    return chunk


if __name__ == "__main__":
    protocol.serve(setup, {"version": jax.__version__})
