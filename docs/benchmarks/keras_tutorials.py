#!/usr/bin/env python3
"""Measures the tutorial recipes in Keras on TensorFlow, to be held against `foreflow recipes run` on the same machine.

Networks, plans, rows and protocols are read from the recipes themselves. Of each, the main fit of the published protocol is
measured (of the honest one where nothing was published): the fit that validation rows follow, or the fresh fit where there
are none. Training and validation rows are the same as Foreflow's, in the same order, behind the same scaling; texts are
multi-hot float32 rows and pictures float32 arrays, both made beforehand, and pictures are flipped, turned and zoomed by
layers of the network, as the tutorials have it. Each recipe runs in a process of its own.

What is told of each recipe:

parameters      as Keras counts them
fitSeconds      from calling model.fit until it returns, tracing and validation included, data preparation not
epochs          of the plan
measuredEpochs  that were run
extrapolated    whether `fitSeconds` is reckoned up from those: large networks run for about --seconds only
epochSeconds    the mean of the epochs behind the first, which traces
cores           processor time over elapsed time
training…, validation…, test…
                losses and accuracies, or mean absolute errors in the target's unit, behind the last epoch that was run;
                test rows where the fit has no validation rows
"""

import argparse
import collections
import csv
import datetime
import gzip
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import time

from peers import commit, data_folder, processor

RECIPES = pathlib.Path(__file__).resolve().parents[2] / "training/tutorials/src/main/resources/io/foreflow/tutorials/study"
NAMES = [
    "traffic-dense",
    "traffic-simple-rnn",
    "traffic-lstm",
    "boston-linear",
    "california-housing",
    "imdb",
    "reuters",
    "reuters-bottleneck",
    "pima-diabetes",
    "house-price-small",
    "house-price-large",
    "house-price-regularised",
    "ames-regression",
    "mnist-dense",
    "mnist-conv",
    "dogs-cats-3conv",
    "dogs-cats-5conv",
]
LARGE = ["house-price-large", "house-price-regularised", "mnist-conv", "dogs-cats-3conv", "dogs-cats-5conv"]
LAYERS = {
    "dense": "Dense",
    "flatten": "Flatten",
    "simple_rnn": "SimpleRNN",
    "lstm": "LSTM",
    "conv2d": "Conv2D",
    "max_pooling2d": "MaxPooling2D",
    "rescaling": "Rescaling",
    "dropout": "Dropout",
}
OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}
MISSING = {"", "NA", "None", "NaN", "nan"}
START, OUT_OF_VOCABULARY, FIRST_WORD = 1, 2, 4
SEPARATORS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def known(document, path, *keys):
    """The document, if it holds nothing else: what this script does not understand must not be passed over."""
    others = sorted(set(document) - set(keys))
    if others:
        sys.exit(f"{path} has {', '.join(others)}, which this script does not know")
    return document


# Rows. Each source has `count` rows, those from `test_from` on kept aside to test; `inputs` and `targets` are float32 arrays of
# some rows, scaled by the rows `statistics`; `scale` is what a target of 1 is in its unit.


class TableRows:
    def __init__(self, data, folder):
        import numpy

        known(
            data,
            "data",
            *("type", "file", "columns", "features", "target", "unit", "classes", "divisor", "scale", "dropMissing", "rows"),
        )
        columns = read_table(folder / data["file"], data.get("columns"))
        target = data["target"]
        features = data.get("features") or [name for name in columns if name != target]
        first = slice(data.get("rows"))
        table = numpy.array([columns[name][first] for name in [*features, target]]).T
        if data.get("dropMissing"):
            table = table[~numpy.isnan(table).any(axis=1)]
        self.x, self.y = table[:, :-1], table[:, -1:]
        self.count = self.test_from = len(table)
        self.kind, self.divisor = data.get("scale", "none"), data.get("divisor", 1)

    def inputs(self, rows, statistics):
        of = self.x[statistics]
        if self.kind == "standard":
            shift, scale = of.mean(axis=0), of.std(axis=0)
        elif self.kind == "minmax":
            shift, scale = of.min(axis=0), of.max(axis=0) - of.min(axis=0)
        else:
            return self.x[rows].astype("float32")
        scale[scale == 0] = 1
        return ((self.x[rows] - shift) / scale).astype("float32")

    def targets(self, rows, statistics):
        return (self.y[rows] / self.divisor).astype("float32")

    def scale(self, statistics):
        return self.divisor


def read_table(path, names):
    """The columns of numbers by name; NaN is a missing cell."""
    with opened(path) as text:
        lines = [[cell.strip() for cell in line] for line in csv.reader(text, skipinitialspace=True) if line]
    if not names:
        names, lines = lines[0], lines[1:]
    columns = {}
    for name, cells in zip(names, zip(*lines)):
        try:
            columns[name] = [float("nan" if cell in MISSING else cell) for cell in cells]
        except ValueError:
            continue  # text
    return columns


class WindowRows:
    def __init__(self, data, folder):
        import numpy

        known(data, "data", "type", "file", "sensor", "history", "horizon", "unit", "from")
        with opened(folder / data["file"]) as text:
            values = [
                float(row["value"])
                for row in csv.DictReader(text)
                if row["sensor_id"] == data["sensor"] and row["timestamp"] >= data.get("from", "")
            ]
        self.history = data["history"]
        length = self.history + data["horizon"]
        # The last window is left out, as in the tutorial.
        self.windows = numpy.lib.stride_tricks.sliding_window_view(numpy.array(values), length)[:-1]
        self.count = self.test_from = len(self.windows)

    def scaled(self, rows, statistics):
        return ((self.windows[rows] - self.windows[statistics].min()) / self.scale(statistics)).astype("float32")

    def inputs(self, rows, statistics):
        return self.scaled(rows, statistics)[:, : self.history]

    def targets(self, rows, statistics):
        return self.scaled(rows, statistics)[:, self.history :]

    def scale(self, statistics):
        of = self.windows[statistics]
        return of.max() - of.min()


class TextRows:
    """`texts` are lists of words; `vocabulary` is their ranking that comes with the data, counted over all rows."""

    def __init__(self, texts, labels, test_from, width, vocabulary=None):
        import numpy

        self.texts, self.labels, self.width, self.vocabulary = texts, numpy.array(labels), width, vocabulary
        self.count, self.test_from = len(texts), test_from

    def words(self, statistics):
        if self.vocabulary is not None and len(statistics) == self.count:
            return self.vocabulary
        counts = collections.Counter(word for row in statistics for word in self.texts[row])
        return sorted(counts, key=lambda word: (-counts[word], word))

    def inputs(self, rows, statistics):
        import numpy

        vocabulary = self.words(statistics)[: self.width - FIRST_WORD]
        ids = {word: FIRST_WORD + k for k, word in enumerate(vocabulary)}
        x = numpy.zeros((len(rows), self.width), "float32")
        for line, row in enumerate(rows):
            x[line, START] = 1
            x[line, [ids.get(word, OUT_OF_VOCABULARY) for word in self.texts[row]]] = 1
        return x

    def targets(self, rows, statistics):
        return self.labels[rows][:, None]

    def scale(self, statistics):
        return 1


def imdb_rows(data, folder, width):
    known(data, "data", "type")
    words = json.loads((folder / "imdb" / "imdb_word_index.json").read_text())
    by_rank = sorted(words, key=words.get)
    texts, labels, sizes = [], [], []
    for part in ("train", "test"):
        with opened(folder / "imdb" / f"imdb_{part}_word_ranks.csv.gz") as text:
            for row in csv.DictReader(text):
                labels.append(int(row["label"]))
                texts.append([by_rank[int(rank) - 1] for rank in row["word_ranks"].split()])
        sizes.append(len(texts))
    return TextRows(texts, labels, sizes[0], width, by_rank)


def reuters_rows(data, folder, width):
    known(data, "data", "type", "topics")
    parts = {"train": [], "test": []}
    with opened(folder / "reuters21578" / "modapte_with_topics.csv.gz") as text:
        for row in csv.DictReader(text):
            if row["topics"] and "|" not in row["topics"]:
                words = f"{row['title']} {row['body']}".lower().translate(SEPARATORS).split(" ")
                parts[row["split"]].append((row["topics"], [word for word in words if word]))
    counts = collections.Counter(topic for topic, _ in parts["train"])
    topics = sorted(counts, key=lambda topic: (-counts[topic], topic))[: data["topics"]]
    train, test = ([wire for wire in part if wire[0] in topics] for part in parts.values())
    labels = [topics.index(topic) for topic, _ in train + test]
    return TextRows([words for _, words in train + test], labels, len(train), width)


class PictureRows:
    def __init__(self, pictures, labels, test_from):
        self.pictures, self.labels = pictures, labels
        self.count, self.test_from = len(pictures), test_from

    def inputs(self, rows, statistics):
        return self.pictures[rows].astype("float32")

    def targets(self, rows, statistics):
        return self.labels[rows][:, None]

    def scale(self, statistics):
        return 1


def mnist_rows(data, folder):
    import numpy

    known(data, "data", "type")

    def idx(name, header):
        with gzip.open(folder / "mnist" / f"{name}-ubyte.gz") as stream:
            return numpy.frombuffer(stream.read(), "uint8", offset=header)

    pictures = [idx(f"{part}-images-idx3", 16).reshape(-1, 28, 28, 1) for part in ("train", "t10k")]
    labels = [idx(f"{part}-labels-idx1", 8).astype("int64") for part in ("train", "t10k")]
    return PictureRows(numpy.concatenate(pictures), numpy.concatenate(labels), len(labels[0]))


def folder_rows(data, folder, shape):
    import numpy
    import tensorflow

    known(data, "data", "type", "training", "test", "classes", "augmentation")
    pictures, labels, sizes = [], [], []
    for part in ("training", "test"):
        for label, name in enumerate(data["classes"]):
            for file in sorted((folder / data[part] / name).glob("*.jpg")):
                decoded = tensorflow.io.decode_jpeg(file.read_bytes(), channels=shape[2])
                pictures.append(tensorflow.image.resize(decoded, shape[:2]).numpy())
                labels.append(label)
        sizes.append(len(pictures))
    return PictureRows(numpy.array(pictures), numpy.array(labels), sizes[0])


def opened(path):
    return (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="", encoding="utf-8")


def rows_of(data, folder, shape):
    readers = {
        "table": lambda: TableRows(data, folder),
        "windows": lambda: WindowRows(data, folder),
        "imdb": lambda: imdb_rows(data, folder, shape[0]),
        "reuters": lambda: reuters_rows(data, folder, shape[0]),
        "mnist": lambda: mnist_rows(data, folder),
        "pictures": lambda: folder_rows(data, folder, shape),
    }
    return readers[data["type"]]()


# Which rows


def order_of(protocol, source):
    """The numbers of all rows as the protocol orders them; those kept aside to test stay behind the others."""
    import numpy

    order = numpy.arange(source.count)
    how = known(protocol.get("order", {}), "order", "shuffle", "numpy")
    if "numpy" in how:
        numpy.random.RandomState(how["numpy"]).shuffle(order)
    elif "shuffle" in how:
        order[: source.test_from] = shuffled(source.test_from, how["shuffle"], "row order")
    return order


def shuffled(count, seed, purpose):
    """0 to count - 1 as Foreflow's SplitMix64 shuffles them, keyed by FNV-1a of the purpose and by the seed."""
    word, gamma = (1 << 64) - 1, 0x9E3779B97F4A7C15

    def mix(z):
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & word
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & word
        return z ^ (z >> 31)

    key = 0xCBF29CE484222325
    for byte in purpose.encode():
        key = (key ^ byte) * 0x100000001B3 & word
    state = mix(key + (seed + 1) * gamma & word)
    numbers = list(range(count))
    for i in range(count - 1, 0, -1):
        state = state + gamma & word
        other = (mix(state) >> 32) * (i + 1) >> 32
        numbers[i], numbers[other] = numbers[other], numbers[i]
    return numbers


def places(written, source):
    """A range such as 0..480, 70%..100% or test..end; shares are of the rows before those kept aside."""

    def place(bound):
        if bound in ("test", "end"):
            return source.test_from if bound == "test" else source.count
        return source.test_from * int(bound[:-1]) // 100 if bound.endswith("%") else int(bound)

    first, end = map(place, written.split(".."))
    if not 0 <= first < end <= source.count:
        sys.exit(f"there are no rows {written} of {source.count}")
    return slice(first, end)


class Fit:
    """The main fit of a recipe: its rows and how many epochs it takes."""

    def __init__(self, recipe, source):
        protocols = known(recipe["protocols"], "protocols", "published", "honest")
        self.name = "published" if "published" in protocols else "honest"
        protocol = known(
            protocols[self.name],
            f"protocols.{self.name}",
            *("text", "order", "statisticsFromAll", "training", "validation", "test", "folds", "history", "refit", "seeds"),
        )
        order = order_of(protocol, source)
        self.training = order[places(protocol["training"], source)]
        self.validation, self.test = (
            order[places(protocol[part], source)] if part in protocol else order[:0] for part in ("validation", "test")
        )
        self.statistics = order if protocol.get("statisticsFromAll") else self.training
        fresh = len(self.validation) == 0 and protocol.get("refit")
        self.epochs = fresh["epochs"] if fresh else recipe["training"]["epochs"]


# Keras


def arguments(document):
    """As Keras names them: learningRate becomes learning_rate, l2 a regulariser; what Keras does not know, it refuses."""
    import keras

    found = {
        re.sub("(?<=[a-z])[A-Z0-9]", lambda end: "_" + end[0].lower(), key): value
        for key, value in document.items()
        if key not in ("type", "l2")
    }
    if document.get("l2"):
        found["kernel_regularizer"] = keras.regularizers.L2(document["l2"])
    return found


def build(recipe):
    """The network, compiled, behind the layers that change pictures."""
    import keras

    network = known(recipe["network"], "network", "inputs", "layers")
    (shape,) = network["inputs"].values()
    model = keras.Sequential([keras.Input(shape)])
    changes = known(recipe["data"].get("augmentation", {}), "data.augmentation", "flip", "rotation", "zoom")
    if changes.get("flip"):
        model.add(keras.layers.RandomFlip("horizontal"))
    if "rotation" in changes:
        model.add(keras.layers.RandomRotation(changes["rotation"]))
    if "zoom" in changes:
        model.add(keras.layers.RandomZoom(changes["zoom"]))
    for layer in network["layers"]:
        model.add(getattr(keras.layers, LAYERS[layer["type"]])(**arguments(layer)))
    plan = known(recipe["training"], "training", *("loss", "optimizer", "batchSize", "epochs", "metric", "earlyStopping"))
    optimizer = getattr(keras.optimizers, OPTIMIZERS[plan["optimizer"]["type"]])
    model.compile(optimizer=optimizer(**arguments(plan["optimizer"])), loss=plan["loss"], metrics=[plan["metric"]])
    return model


def arrays(source, fit, rows, recipe):
    """Inputs and targets of some rows, as network and loss take them."""
    import keras

    (shape,) = recipe["network"]["inputs"].values()
    y = source.targets(rows, fit.statistics)
    if recipe["training"]["loss"] == "categorical_crossentropy":
        y = keras.utils.to_categorical(y, recipe["network"]["layers"][-1]["units"])
    return source.inputs(rows, fit.statistics).reshape(-1, *shape), y


def clock(limit):
    """Notes how long each epoch takes, and ends the fit before it would take longer than `limit` seconds; not before two."""
    import keras

    class Clock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.laps, self.stopped = [], False

        def on_train_begin(self, logs=None):
            self.began = self.last = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            now = time.perf_counter()
            self.laps.append(now - self.last)
            self.last = now
            if limit and len(self.laps) > 1 and now - self.began + self.laps[-1] > limit:
                self.stopped = self.model.stop_training = True

    return Clock()


def measure(name, settings):
    """Fits one recipe; runs in a process of its own."""
    import keras
    import tensorflow
    import yaml

    tensorflow.config.threading.set_intra_op_parallelism_threads(settings.threads)
    tensorflow.config.threading.set_inter_op_parallelism_threads(settings.threads)
    keras.utils.set_random_seed(0)
    recipe = yaml.safe_load((RECIPES / f"{name}.yaml").read_text())
    plan = recipe["training"]
    (shape,) = recipe["network"]["inputs"].values()
    source = rows_of(recipe["data"], settings.data, shape)
    fit = Fit(recipe, source)
    x, y = arrays(source, fit, fit.training, recipe)
    validates = len(fit.validation) > 0
    validation = arrays(source, fit, fit.validation, recipe) if validates else None
    model = build(recipe)
    watch = clock(settings.seconds if name in LARGE else None)
    callbacks = [watch]
    if "earlyStopping" in plan:
        patience = known(plan["earlyStopping"], "earlyStopping", "patience")["patience"]
        callbacks.append(keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True))
    began, began_processor = time.perf_counter(), time.process_time()
    history = model.fit(
        x,
        y,
        batch_size=plan.get("batchSize", 32),
        epochs=fit.epochs,
        validation_data=validation,
        verbose=0,
        callbacks=callbacks,
    ).history
    seconds = time.perf_counter() - began
    cores = (time.process_time() - began_processor) / seconds
    measured = len(watch.laps)
    later = statistics.mean(watch.laps[1:] or watch.laps)
    extrapolated = watch.stopped and measured < fit.epochs
    result = {
        "protocol": fit.name,
        "parameters": model.count_params(),
        "trainingRows": len(x),
        "validationRows": len(fit.validation),
        "fitSeconds": seconds + later * (fit.epochs - measured) if extrapolated else seconds,
        "epochs": fit.epochs,
        "measuredEpochs": measured,
        "extrapolated": extrapolated,
        "epochSeconds": later,
        "cores": round(cores, 2),
    }
    scale = float(source.scale(fit.statistics))
    result |= judged("training", {key: values[-1] for key, values in history.items()}, plan["metric"], scale)
    if validates:
        last = {key.removeprefix("val_"): values[-1] for key, values in history.items() if key.startswith("val_")}
        result |= judged("validation", last, plan["metric"], scale)
    elif len(fit.test):
        test = model.evaluate(*arrays(source, fit, fit.test, recipe), verbose=0, return_dict=True)
        result |= judged("test", test, plan["metric"], scale)
    return {"keras": keras.__version__, "tensorflow": tensorflow.__version__, "result": result}


def judged(part, values, metric, scale):
    """As Foreflow's reports name it; errors in the target's unit, losses as they are."""
    return {
        f"{part}Loss": values["loss"],
        f"{part}{metric.capitalize()}": values[metric] * (scale if metric == "mae" else 1),
    }


# One process a recipe


def measure_apart(name, settings):
    """Runs this script again for one recipe."""
    threads = {
        key: str(settings.threads)
        for key in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "NPROC")
    }
    quiet = {"CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, __file__, *sys.argv[1:], "--in-process", name]
    done = subprocess.run(command, env=os.environ | threads | quiet, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{name} failed; see above")
    return json.loads(done.stdout)


def print_row(name, found):
    how = f"from {found['measuredEpochs']}" if found["extrapolated"] else f"{found['measuredEpochs']} run"
    figures = ", ".join(f"{key} {found[key]:.4g}" for key in found if key.startswith(("validation", "test")) and key[-4:] != "Rows")
    print(
        f"{name:24} {found['parameters']:>10,} parameters {found['fitSeconds']:>8.1f} s  {found['epochs']} epochs, {how}, "
        f"{found['cores']:.2f} cores  {figures}",
        flush=True,
    )


def names(text):
    chosen = text.split(",")
    for name in chosen:
        if name not in NAMES:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(NAMES)}")
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=names, default=NAMES, metavar="NAME,…", help="recipes; all unless told")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="written anew behind each recipe")
    parser.add_argument("--seconds", type=float, default=60, help="for a fit of a large network; %(default)s")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="%(default)s")
    parser.add_argument("--data", type=pathlib.Path, default=data_folder(), help="the data folder; %(default)s")
    parser.add_argument("--in-process", choices=NAMES, help=argparse.SUPPRESS)
    settings = parser.parse_args()
    if settings.in_process:
        print(json.dumps(measure(settings.in_process, settings)))
        return
    if not settings.data.is_dir():
        parser.error(f"there is no folder {settings.data}; name it with --data or FOREFLOW_DATA")
    everything = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": {
            "processor": processor(),
            "processors": os.cpu_count(),
            "os": f"{platform.system()} {platform.machine()}",
        },
        "python": platform.python_version(),
        "threads": settings.threads,
        "recipes": {},
    }
    for name in settings.only:
        found = measure_apart(name, settings)
        everything |= {"keras": found["keras"], "tensorflow": found["tensorflow"]}
        everything["recipes"][name] = found["result"]
        print_row(name, found["result"])
        if settings.json:
            settings.json.write_text(json.dumps(everything, indent=2) + "\n")


if __name__ == "__main__":
    main()
