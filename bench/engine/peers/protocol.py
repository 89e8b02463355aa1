"""The peers' side of the benchmark: one JSON object a line in, one out.

{"setup": job}      -> {"ready": true, ...}; job: network, optimizer, learningRate, batch, data, setting
{"measure": sec}    -> {"samples", "wallSec", "cpuSec", "loss"}: whole chunks of steps until `sec` have passed
"""

import json
import sys
import time


def load(job):
    """Bytes of the synthetic set: images (n, h, w, c) uint8, labels (n) uint8, order (n) a fixed permutation."""
    import numpy as np

    data = job["data"]
    shape = (data["count"], data["height"], data["width"], data["channels"])
    images = np.fromfile(data["images"], dtype=np.uint8).reshape(shape)
    labels = np.fromfile(data["labels"], dtype=np.uint8)
    order = np.fromfile(data["order"], dtype=np.uint32).astype(np.int64)
    return images, labels, order


def same_padding(size, kernel, stride):
    """TensorFlow's 'same' of one dimension: (before, after)."""
    total = max(0, (-(-size // stride) - 1) * stride + kernel - size)
    return total // 2, total - total // 2


def serve(setup, about):
    """`setup(job)` returns a function that trains one chunk of steps and returns (samples, loss)."""
    # replies must not mix with what a library prints
    replies = sys.stdout
    sys.stdout = sys.stderr
    chunk = None
    print(json.dumps(about), file=replies, flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "setup" in command:
                chunk = None
                chunk = setup(command["setup"])
                warm_up(chunk)
                reply = {"ready": True}
            else:
                reply = measure(chunk, command["measure"])
        except Exception as error:  # the benchmark goes on without this setting and says why
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(reply), file=replies, flush=True)


def warm_up(chunk, seconds=0.3):
    """The first call compiles and allocates; caches and clock settle in the next ones."""
    chunk()
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        chunk()


def measure(chunk, seconds):
    samples, loss = 0, 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        count, loss = chunk()
        samples += count
    return {
        "samples": samples,
        "wallSec": time.perf_counter() - wall,
        "cpuSec": time.process_time() - cpu,
        "loss": loss,
    }
