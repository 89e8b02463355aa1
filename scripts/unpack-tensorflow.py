"""Unpacks from a TensorFlow wheel (argument 1) into a folder (argument 2) what a C++ addon needs: lib/ and include/."""

import pathlib
import shutil
import sys
import zipfile

LIBRARIES = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
HEADERS = "tensorflow/include/"
FOLDERS = ("tensorflow/c/", "tensorflow/core/", "tensorflow/tsl/", "tsl/")

wheel, target = sys.argv[1], pathlib.Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        header = name.removeprefix(HEADERS)
        if name in LIBRARIES:
            path = target / "lib" / pathlib.PurePosixPath(name).name
        elif name.startswith(HEADERS) and header.startswith(FOLDERS) and not name.endswith("/"):
            path = target / "include" / header
        else:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
