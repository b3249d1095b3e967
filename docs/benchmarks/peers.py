#!/usr/bin/env python3
"""Measures what Foreflow's engines are held against in Python: Keras on TensorFlow, PyTorch and JAX, on one thread.

Each library runs in a process of its own, told to use one thread; `cores` in the result is the processor time over the
elapsed time of each measurement, so that it can be seen whether it did. A library that cannot be imported is reported as
missing, with the reason. What is measured:

predict  one row through Dense 6 -> 16 relu -> 24 and through LSTM(16) over 6 x 1 -> Dense 24: a call, until its result is
         there, on an input that is already in the library's own form (Keras' predict: NumPy)
epoch    one epoch of 11,008 windows in 344 shuffled batches of 32, Adam, mse, of the same two networks, behind a first
         epoch that is not counted
imdb     20 epochs of 10,000 -> 16 relu -> 16 relu -> 1 sigmoid on 15,000 reviews as multi-hot float32 rows, RMSProp, binary
         cross-entropy, batches of 512, 10,000 further reviews validated behind each epoch (Keras only)
"""

import argparse
import csv
import datetime
import gzip
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

LIBRARIES = {"keras": ["keras", "tensorflow"], "pytorch": ["torch"], "jax": ["jax", "jaxlib"]}
PARTS = ["predict", "epoch", "imdb"]
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "NPROC": "1",  # the size of XLA's thread pool
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
    "CUDA_VISIBLE_DEVICES": "",
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
INPUTS, UNITS, OUTPUTS, BATCH, BATCHES = 6, 16, 24, 32, 344
NETWORKS = ["dense", "lstm"]
WORDS, REVIEWS, VALIDATED = 10_000, 25_000, 10_000
IMDB_FILE = pathlib.Path("imdb", "imdb_train_word_ranks.csv.gz")


def spread(samples, cores):
    """The median of what was measured, and how far apart the rest is."""
    ordered = sorted(samples)
    return {
        "median": statistics.median(ordered),
        "min": ordered[0],
        "max": ordered[-1],
        "samples": len(ordered),
        "cores": round(cores, 2),
    }


class Stopwatch:
    """Elapsed and processor time, of all threads of the process, since the last lap."""

    def __init__(self):
        self.laps = []
        self.processor = self.elapsed = 0.0
        self.restart()

    def restart(self):
        self.began, self.began_processor = time.perf_counter(), time.process_time()

    def lap(self, share=1):
        elapsed = time.perf_counter() - self.began
        self.processor += time.process_time() - self.began_processor
        self.elapsed += elapsed
        self.laps.append(elapsed / share)
        self.restart()

    def result(self, unit):
        return spread([lap * unit for lap in self.laps], self.processor / self.elapsed)


def time_calls(call, seconds):
    """Microseconds a call: 30 samples that take `seconds` together, behind a tenth of that to warm up."""
    calls, began = 0, time.perf_counter()
    while calls < 3 or time.perf_counter() - began < seconds / 10:
        call()
        calls += 1
    a_sample = max(1, round(calls * 10 / 30))
    watch = Stopwatch()
    for _ in range(30):
        for _ in range(a_sample):
            call()
        watch.lap(a_sample)
    return watch.result(1e6)


def windows(network, rows=BATCH * BATCHES):
    """Random windows and targets: how long an epoch takes does not depend on them."""
    import numpy

    random = numpy.random.default_rng(237)
    shape = (rows, INPUTS) if network == "dense" else (rows, INPUTS, 1)
    x = random.standard_normal(shape).astype("float32")
    return x, random.standard_normal((rows, OUTPUTS)).astype("float32")


# Keras


def keras_model(network):
    import keras

    first = keras.layers.Dense(UNITS, activation="relu") if network == "dense" else keras.layers.LSTM(UNITS)
    shape = (INPUTS,) if network == "dense" else (INPUTS, 1)
    return keras.Sequential([keras.Input(shape), first, keras.layers.Dense(OUTPUTS)])


def keras_predict(network, settings):
    import keras

    model = keras_model(network)
    row = windows(network, 1)[0]
    tensor = keras.ops.convert_to_tensor(row)
    return {
        "model(x)": time_calls(lambda: model(tensor, training=False), settings.seconds),
        "model.predict(x)": time_calls(lambda: model.predict(row, verbose=0), settings.seconds),
    }


def keras_epoch(network, settings):
    import keras

    watch = Stopwatch()
    model = keras_model(network)
    model.compile(optimizer=keras.optimizers.Adam(), loss="mse")
    model.fit(
        *windows(network), batch_size=BATCH, epochs=1 + settings.epochs, verbose=0, callbacks=[epochs_on(watch, skip=1)]
    )
    return {"fit": watch.result(1e3)}


def epochs_on(watch, skip=0):
    import keras

    class Epochs(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            watch.restart()

        def on_epoch_end(self, epoch, logs=None):
            if epoch >= skip:
                watch.lap()

    return Epochs()


def imdb_reviews(folder):
    """The reviews as (label, distinct word ranks up to WORDS), mixed: the k-th is the file's k * 9973 mod 25,000."""
    path = folder / IMDB_FILE
    with gzip.open(path, "rt", newline="") as text:
        reviews = [
            (float(row["label"]), {rank for rank in map(int, row["word_ranks"].split()) if rank <= WORDS})
            for row in csv.DictReader(text)
        ]
    if len(reviews) != REVIEWS:
        sys.exit(f"{path} holds {len(reviews)} reviews, not {REVIEWS}")
    return [reviews[k * 9973 % REVIEWS] for k in range(REVIEWS)]


def keras_imdb(settings):
    import keras
    import numpy

    reviews = imdb_reviews(settings.data)
    x = numpy.zeros((REVIEWS, WORDS), "float32")
    for row, (_, ranks) in enumerate(reviews):
        x[row, [rank - 1 for rank in ranks]] = 1
    y = numpy.array([[label] for label, _ in reviews], "float32")
    keras.utils.set_random_seed(237)
    model = keras.Sequential(
        [
            keras.Input((WORDS,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.RMSprop(), loss="binary_crossentropy", metrics=["accuracy"])
    epochs, whole = Stopwatch(), Stopwatch()
    history = model.fit(
        x[VALIDATED:],
        y[VALIDATED:],
        batch_size=512,
        epochs=settings.imdb_epochs,
        validation_data=(x[:VALIDATED], y[:VALIDATED]),
        verbose=0,
        callbacks=[epochs_on(epochs)],
    ).history
    whole.lap()
    return {
        "epochs": settings.imdb_epochs,
        "seconds": whole.laps[0],
        "epochSeconds": epochs.result(1),
        "loss": history["loss"],
        "validationLoss": history["val_loss"],
        "trainingAccuracy": history["accuracy"][-1],
        "validationAccuracy": history["val_accuracy"][-1],
    }


# PyTorch


def pytorch_model(network):
    import torch

    class LstmLast(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(1, UNITS, batch_first=True)
            self.result = torch.nn.Linear(UNITS, OUTPUTS)

        def forward(self, x):
            return self.result(self.lstm(x)[0][:, -1])

    if network == "lstm":
        return LstmLast()
    return torch.nn.Sequential(torch.nn.Linear(INPUTS, UNITS), torch.nn.ReLU(), torch.nn.Linear(UNITS, OUTPUTS))


def pytorch_predict(network, settings):
    import torch

    model = pytorch_model(network).eval()
    row = torch.from_numpy(windows(network, 1)[0])
    with torch.inference_mode():
        return {"module(x)": time_calls(lambda: model(row), settings.seconds)}


def pytorch_epoch(network, settings):
    import torch

    model = pytorch_model(network)
    x, y = map(torch.from_numpy, windows(network))
    optimizer = torch.optim.Adam(model.parameters())
    loss = torch.nn.MSELoss()

    def epoch():
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()

    return {"loop": time_epochs(epoch, settings.epochs)}


def time_epochs(epoch, epochs):
    """Milliseconds an epoch, the first not counted."""
    epoch()
    watch = Stopwatch()
    for _ in range(epochs):
        epoch()
        watch.lap()
    return watch.result(1e3)


# JAX


def jax_parameters(network):
    import jax.numpy as jnp
    import numpy

    random = numpy.random.default_rng(237)

    def kernel(rows, columns):
        limit = (6 / (rows + columns)) ** 0.5
        return jnp.asarray(random.uniform(-limit, limit, (rows, columns)), jnp.float32)

    result = {"kernel": kernel(UNITS, OUTPUTS), "bias": jnp.zeros(OUTPUTS)}
    if network == "dense":
        return {"hidden": {"kernel": kernel(INPUTS, UNITS), "bias": jnp.zeros(UNITS)}, "result": result}
    gates = 4 * UNITS
    lstm = {"kernel": kernel(1, gates), "recurrent": kernel(UNITS, gates), "bias": jnp.zeros(gates)}
    return {"lstm": lstm, "result": result}


def jax_forward(parameters, x):
    import jax
    import jax.numpy as jnp

    if "hidden" in parameters:
        hidden = jax.nn.relu(x @ parameters["hidden"]["kernel"] + parameters["hidden"]["bias"])
    else:
        lstm = parameters["lstm"]

        def step(state, x):
            hidden, cell = state
            i, f, c, o = jnp.split(x @ lstm["kernel"] + hidden @ lstm["recurrent"] + lstm["bias"], 4, axis=1)
            cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(c)
            return (jax.nn.sigmoid(o) * jnp.tanh(cell), cell), None

        zeros = jnp.zeros((x.shape[0], UNITS))
        (hidden, _), _ = jax.lax.scan(step, (zeros, zeros), jnp.swapaxes(x, 0, 1))
    return hidden @ parameters["result"]["kernel"] + parameters["result"]["bias"]


def jax_predict(network, settings):
    import jax

    parameters = jax_parameters(network)
    row = jax.numpy.asarray(windows(network, 1)[0])
    forward = jax.jit(jax_forward)
    return {"jit": time_calls(lambda: forward(parameters, row).block_until_ready(), settings.seconds)}


def jax_epoch(network, settings):
    import jax
    import jax.numpy as jnp
    import numpy

    def loss(parameters, x, y):
        return jnp.mean((jax_forward(parameters, x) - y) ** 2)

    def adam(state, batch):
        parameters, m, v, step = state
        step = step + 1
        value, gradients = jax.value_and_grad(loss)(parameters, *batch)
        m = jax.tree.map(lambda m, g: m + (g - m) * 0.1, m, gradients)
        v = jax.tree.map(lambda v, g: v + (g * g - v) * 0.001, v, gradients)
        rate = 0.001 * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        parameters = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, m, v)
        return (parameters, m, v, step), value

    def run(state, order, x, y):
        batches = [a[order].reshape(BATCHES, BATCH, *a.shape[1:]) for a in (x, y)]
        state, losses = jax.lax.scan(adam, state, tuple(batches))
        return state, losses.mean()

    compiled = jax.jit(run, donate_argnums=0)
    parameters = jax_parameters(network)
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = (parameters, zeros, jax.tree.map(jnp.copy, zeros), jnp.zeros(()))
    x, y = map(jnp.asarray, windows(network))
    random = numpy.random.default_rng(237)

    def epoch():
        nonlocal state
        state, mean = compiled(state, random.permutation(BATCH * BATCHES).astype("int32"), x, y)
        mean.block_until_ready()

    return {"scan": time_epochs(epoch, settings.epochs * 10)}


# One process a library


def measure(library, settings):
    """What one library takes; runs in a process of its own."""
    import_library(library)
    result = {"versions": {name: version(name) for name in LIBRARIES[library]}}
    for part in settings.parts:
        if part == "imdb":
            if library == "keras":
                result["imdb"] = keras_imdb(settings)
            continue
        result[part] = {}
        for network in NETWORKS:
            print(f"{library}: {part}, {network}", file=sys.stderr)
            result[part][network] = globals()[f"{library}_{part}"](network, settings)
    return result


def import_library(library):
    if library == "keras":
        import keras  # noqa: F401
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    elif library == "pytorch":
        import torch

        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
    else:
        import jax  # noqa: F401


def version(name):
    return sys.modules[name].__version__


def why_missing(library):
    """None if it can be imported, else the last line of what went wrong."""
    names = "; ".join(f"import {name}" for name in LIBRARIES[library])
    tried = subprocess.run(
        [sys.executable, "-c", names], env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    return None if tried.returncode == 0 else (tried.stderr.strip().splitlines() or ["no reason given"])[-1]


def measure_apart(library):
    """Runs this script again for one library, with one thread from the start."""
    why = why_missing(library)
    if why is not None:
        return {"missing": why}
    command = [sys.executable, __file__, *sys.argv[1:], "--in-process", library]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{library} failed; see above")
    return json.loads(done.stdout)


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def commit():
    here = pathlib.Path(__file__).parent
    command = ["git", "-C", here, "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def print_table(results):
    rows = [("library", "work", "call", "median", "min", "max", "cores")]
    for library, result in results.items():
        if "missing" in result:
            rows.append((library, "missing", result["missing"], "", "", "", ""))
        for part, unit in (("predict", "us"), ("epoch", "ms")):
            for network, calls in result.get(part, {}).items():
                for call, s in calls.items():
                    numbers = [f"{s[key]:,.1f} {unit}" for key in ("median", "min", "max")]
                    rows.append((library, f"{part} {network}", call, *numbers, f"{s['cores']:.2f}"))
        if "imdb" in result:
            imdb = result["imdb"]
            cores = f"{imdb['epochSeconds']['cores']:.2f}"
            rows.append((library, f"imdb, {imdb['epochs']} epochs", "fit", f"{imdb['seconds']:,.1f} s", "", "", cores))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def data_folder():
    """As everywhere in Foreflow: $FOREFLOW_DATA, else ../shared/data beside the project, else the cache."""
    named = os.environ.get("FOREFLOW_DATA")
    beside = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"
    cached = pathlib.Path.home() / ".cache" / "foreflow" / "data"
    return pathlib.Path(named) if named else beside if beside.is_dir() else cached


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="JSON file to write")
    parser.add_argument("--libraries", nargs="+", choices=LIBRARIES, default=list(LIBRARIES))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seconds", type=float, default=3, help="for each kind of call; %(default)s")
    parser.add_argument("--epochs", type=int, default=10, help="counted epochs, ten times as many of JAX; %(default)s")
    parser.add_argument("--imdb-epochs", type=int, default=20, help="%(default)s")
    parser.add_argument("--data", type=pathlib.Path, default=data_folder(), help="holds imdb/; %(default)s")
    parser.add_argument("--in-process", choices=LIBRARIES, help=argparse.SUPPRESS)
    settings = parser.parse_args()
    if settings.in_process:
        print(json.dumps(measure(settings.in_process, settings)))
        return
    if "imdb" in settings.parts and "keras" in settings.libraries and not (settings.data / IMDB_FILE).exists():
        parser.error(f"there is no {settings.data / IMDB_FILE}; name the folder with --data, or leave imdb out of --parts")
    results = {library: measure_apart(library) for library in settings.libraries}
    everything = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "os": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "threads": 1,
        "batch": BATCH,
        "windows": BATCH * BATCHES,
        "units": {"predict": "microseconds a call", "epoch": "milliseconds an epoch", "imdb": "seconds"},
        "libraries": results,
    }
    settings.out.write_text(json.dumps(everything, indent=2) + "\n")
    print_table(results)


if __name__ == "__main__":
    main()
