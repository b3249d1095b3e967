"""Makes the reference vectors of GRU layers with Keras.

    python3 -m venv venv && venv/bin/pip install keras==3.15.1 jax==0.10.2
    venv/bin/python models/src/test/keras/gru.py models/src/test/resources/golden/keras

Each file holds a network, a batch, the prediction, the gradients of the first step, the loss before each of five
steps on the batch, and the weights and the prediction after them. Biases start at random numbers, so that each row of
them counts.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import jax
import keras
import numpy as np

ROWS = 8
STEPS = 5


def gru(units, **options):
    return keras.layers.GRU(units, **options)


CASES = {
    "gru_6x1_adam": (1, (6, 1), [gru(8), keras.layers.Dense(12)], keras.optimizers.Adam(0.01)),
    "gru_reset_before_6x3_rmsprop": (
        2,
        (6, 3),
        [gru(7, reset_after=False), keras.layers.Dense(5)],
        keras.optimizers.RMSprop(0.01),
    ),
    "gru_stacked_5x2_sgd": (
        3,
        (5, 2),
        [
            gru(6, return_sequences=True, activation="relu"),
            gru(9, return_sequences=True, reset_after=False, recurrent_activation="tanh"),
            gru(4, activation="linear"),
            keras.layers.Dense(3),
        ],
        keras.optimizers.SGD(0.05),
    ),
}


def layer_json(layer):
    config = layer.get_config()
    keys = ["units", "activation", "use_bias"]
    if isinstance(layer, keras.layers.GRU):
        keys += ["recurrent_activation", "return_sequences", "reset_after"]
    return {"class": type(layer).__name__, **{key: config[key] for key in keys}, "kernel_regularizer": None}


def tensor(array, **name):
    array = np.asarray(array)
    return {
        **name,
        "shape": list(array.shape),
        "values": [float(f"{value:.9g}") for value in array.astype(np.float64).ravel()],
    }


def weights_json(model, values):
    return [tensor(value, name=weight.path) for weight, value in zip(model.trainable_variables, values)]


def make(name, seed, shape, layers, optimizer):
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    model = keras.Sequential([keras.layers.Input(shape), *layers])
    for weight in model.trainable_variables:
        if weight.path.endswith("bias"):
            weight.assign(random.uniform(-0.3, 0.3, weight.shape).astype(np.float32))
    model.compile(optimizer=optimizer, loss="mean_squared_error")
    x = random.uniform(-1, 1, (ROWS, *shape)).astype(np.float32)
    y = random.uniform(-1, 1, (ROWS, *model.output_shape[1:])).astype(np.float32)

    def loss(variables):
        predicted, _ = model.stateless_call(variables, [v.value for v in model.non_trainable_variables], x)
        return ((predicted - y) ** 2).mean()

    initial = [np.asarray(v.value) for v in model.trainable_variables]
    gradients = jax.grad(loss)([v.value for v in model.trainable_variables])
    result = {
        "case": name,
        "keras": keras.__version__,
        "backend": "jax " + jax.__version__,
        "input_shape_without_batch": list(shape),
        "layers": [layer_json(layer) for layer in layers],
        "loss": "mean_squared_error",
        "optimizer": {
            key: value
            for key, value in optimizer.get_config().items()
            if key in ("name", "learning_rate", "momentum", "rho", "epsilon", "beta_1", "beta_2")
        },
        "weights": weights_json(model, initial),
        "x": tensor(x),
        "y": tensor(y),
        "prediction": tensor(model.predict(x, verbose=0)),
        "gradients_of_first_step": weights_json(model, gradients),
    }
    losses = []
    for _ in range(STEPS):
        losses.append(float(model.test_on_batch(x, y)))
        model.train_on_batch(x, y)
    result["loss_before_each_of_five_steps_on_this_batch"] = losses
    result["weights_after_five_steps"] = weights_json(model, [v.value for v in model.trainable_variables])
    result["prediction_after_five_steps"] = tensor(model.predict(x, verbose=0))
    result["parameters"] = model.count_params()
    return result


for name, case in CASES.items():
    with open(os.path.join(sys.argv[1], name + ".json"), "w") as file:
        json.dump(make(name, *case), file)
        file.write("\n")
