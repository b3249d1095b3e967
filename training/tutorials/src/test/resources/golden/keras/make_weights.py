"""Makes weights_legacy.h5 beside it: needs Keras 3 and h5py.

    python make_weights.py

Two layers as Keras writes its .h5 files, which is how every .h5 since Keras 2 is laid out, and two with the names that
Keras 1 gave, as in the published files of VGG16. The numbers count up from 0.
"""

from pathlib import Path

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format


def numbers(shape):
    return np.arange(np.prod(shape), dtype="float32").reshape(shape)


model = keras.Sequential(
    [
        keras.Input((8, 8, 3)),
        keras.layers.Conv2D(2, 3, name="block1_conv1"),
        keras.layers.MaxPooling2D(2, name="block1_pool"),
        keras.layers.Flatten(name="flatten"),
        keras.layers.Dense(2, name="top"),
    ]
)
for weight in model.weights:
    weight.assign(numbers(weight.shape))

with h5py.File(Path(__file__).with_name("weights_legacy.h5"), "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
    for layer, shape in {"block2_conv1": (3, 2, 2, 4), "block2_conv2": (1, 1, 4, 2)}.items():
        group = file.create_group(layer)
        names = [f"{layer}_W_1:0", f"{layer}_b_1:0"]
        group.attrs["weight_names"] = [name.encode() for name in names]
        group.create_dataset(names[0], data=numbers(shape))
        group.create_dataset(names[1], data=numbers(shape[-1:]))
    # What cannot be read: other numbers, compressed ones, and a link.
    file.create_dataset("double/kernel", data=np.zeros((2, 2)))
    file.create_dataset("packed/kernel", data=numbers((2, 2)), compression="gzip")
    file["linked"] = h5py.ExternalLink("other.h5", "/block1_conv1")
    file["soft"] = h5py.SoftLink("/soft")
