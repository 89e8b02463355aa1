"""PyTorch's side of the benchmark: the network of a job as torch.nn modules, trained eagerly or compiled."""

import warnings

import torch
from torch import nn

import protocol

CHUNK_STEPS = 8

ACTIVATIONS = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "softplus": nn.Softplus,
    "leakyRelu": nn.LeakyReLU,
    "identity": nn.Identity,
}


def build(network):
    """nn.Sequential of a ResolvedNetwork (NCHW inside); flatten order differs from NHWC, which costs nothing."""
    height, width, channels = (network["input"][key] for key in ("height", "width", "channels"))
    features = None
    modules = []
    for layer in network["layers"]:
        kind = layer["type"]
        if kind in ("conv", "pool"):
            kernel, stride = layer["kernel" if kind == "conv" else "size"], layer["stride"]
            pad, (height, width) = padded(modules, layer, (height, width), kernel, stride)
        if kind == "conv":
            filters = layer["filters"]
            modules.append(nn.Conv2d(channels, filters, kernel, stride, pad, bias=layer["bias"]))
            channels = filters
        elif kind == "pool":
            if layer["kind"] == "max":
                modules.append(nn.MaxPool2d(kernel, stride, pad))
            elif layer["kind"] == "avg":
                modules.append(nn.AvgPool2d(kernel, stride, pad, count_include_pad=False))
            else:
                raise ValueError(f"no peer for pooling kind {layer['kind']}")
        elif kind == "activation":
            modules.append(ACTIVATIONS[layer["activation"]]())
        elif kind == "batchNorm":
            form = nn.BatchNorm2d(channels) if features is None else nn.BatchNorm1d(features)
            form.eps, form.momentum = layer["epsilon"], 1 - layer["momentum"]
            modules.append(form)
        elif kind == "dropout":
            modules.append(nn.Dropout(layer["rate"]))
        elif kind == "flatten":
            modules.append(nn.Flatten())
            features = height * width * channels
        elif kind == "dense":
            features = features or height * width * channels
            modules.append(nn.Linear(features, layer["units"], bias=layer["bias"]))
            features = layer["units"]
        else:
            raise ValueError(f"no peer for layer type {kind}")
    return nn.Sequential(*modules)


def padded(modules, layer, size, kernel, stride):
    """Symmetric padding as an argument; TensorFlow's odd pixel as a layer of its own before. Returns (pad, output size)."""
    if layer["padding"] == "valid":
        return (0, 0), [(n - k) // s + 1 for n, k, s in zip(size, kernel, stride)]
    sides = [protocol.same_padding(n, k, s) for n, k, s in zip(size, kernel, stride)]
    output = [-(-n // s) for n, s in zip(size, stride)]
    if all(before == after for before, after in sides):
        return tuple(before for before, _ in sides), output
    if layer["type"] == "pool":
        raise ValueError("no peer for asymmetric padding of a pooling layer")
    (top, bottom), (left, right) = sides
    modules.append(nn.ZeroPad2d((left, right, top, bottom)))
    return (0, 0), output


def optimizer(job, parameters):
    kind = job["optimizer"]["name"]
    form = job["setting"]["optimizer"]  # fused, foreach or single
    options = {"lr": job["learningRate"], "fused": form == "fused", "foreach": form == "foreach"}
    if kind == "sgd":
        return torch.optim.SGD(parameters, **options)
    if kind == "momentum":
        return torch.optim.SGD(parameters, momentum=job["optimizer"]["momentum"], **options)
    if kind == "adam":
        spec = job["optimizer"]
        betas = (spec["beta1"], spec["beta2"])
        return torch.optim.Adam(parameters, betas=betas, eps=spec["epsilon"], **options)
    raise ValueError(f"no peer for optimizer {kind}")


def setup(job):
    torch.manual_seed(1)
    setting = job["setting"]
    if job["network"]["head"] != "softmax+ce":
        raise ValueError("the peer knows the head softmax+ce only")
    torch.backends.mkldnn.enabled = setting["oneDnn"]
    images, labels, order = protocol.load(job)
    images = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous()
    labels, order = torch.from_numpy(labels).long(), torch.from_numpy(order)
    model = build(job["network"]).train()
    layout = torch.channels_last if setting["layout"] == "channels_last" else torch.contiguous_format
    model = model.to(memory_format=layout)
    step_rule = optimizer(job, model.parameters())
    criterion = nn.CrossEntropyLoss()
    batch = job["batch"]

    def loss_of(x, y):
        return criterion(model(x), y)

    forward = torch.compile(loss_of) if setting["compile"] else loss_of
    flat = not any(layer["type"] == "conv" for layer in job["network"]["layers"])
    if flat:
        images = images.flatten(1)
    position = 0

    def chunk():
        nonlocal position
        for _ in range(CHUNK_STEPS):
            if position + batch > len(order):
                position = 0
            index = order[position : position + batch]
            position += batch
            x = images[index].to(torch.float32).mul_(1 / 255)
            if not flat:
                x = x.to(memory_format=layout)
            loss = forward(x, labels[index])
            step_rule.zero_grad(set_to_none=True)
            loss.backward()
            step_rule.step()
        return CHUNK_STEPS * batch, loss.item()

    return chunk


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.set_flush_denormal(True)  # as descent does
    protocol.serve(setup, {"version": torch.__version__})
