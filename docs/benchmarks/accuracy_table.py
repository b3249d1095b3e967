#!/usr/bin/env python3
"""Writes the tables of docs/accuracy.md from what `foreflow backtest … --json` printed.

usage: python3 docs/benchmarks/accuracy_table.py > tables.md
"""

import json
import math
import pathlib

RESULTS = pathlib.Path(__file__).parent / "results" / "backtest"
NAMES = {"i880-hov": "I-880 HOV", "i880-ordinary": "I-880 ordinary", "mn-i94-atr301-wb": "Metro I-94 from 2015-12"}
MODELS = ["default", "dense", "simple-rnn", "lstm", "ridge", "autoregression", "holt-winters", "usual", "lastWeek", "yesterday"]
PEERS = ["ridge", "autoregression", "usual", "lastWeek", "yesterday"]


def read(name):
    return json.loads((RESULTS / f"{name}.json").read_text())


def merged(*names):
    """The series of several runs on the same data, with the models of all."""
    series = {}
    for name in names:
        for entry in read(name)["series"]:
            series.setdefault(entry["sensor"], {}).update(entry["models"])
    return series


def geometric(numbers):
    return math.exp(sum(map(math.log, numbers)) / len(numbers))


def traffic():
    series = {**merged("i880", "i880-networks"), **merged("metro", "metro-networks")}
    print("| | " + " | ".join(NAMES[sensor] for sensor in series) + " |")
    print("|---|" + "--:|" * len(series))
    for model in MODELS:
        print(f"| {model} | " + " | ".join(f"{models[model]['mase']:.3f}" for models in series.values()) + " |")
        if model == "default":
            cells = [f"{models[model]['mase']:.3f}" for models in merged("i880-california").values()]
            print("| default, California's holidays | " + " | ".join(cells) + " | |")
    print()
    print("| 90 % intervals of default | coverage | least and greatest over the leads | Winkler score |")
    print("|---|--:|--:|--:|")
    for sensor, models in series.items():
        model = models["default"]
        leads = model["byLead"]
        coverage = leads["coverage"] if isinstance(leads, dict) else [lead["coverage"] for lead in leads]
        print(f"| {NAMES[sensor]} | {model['coverage']:.3f} | {min(coverage):.3f} … {max(coverage):.3f} | {model['winkler']:,.0f} |")


def m4():
    print("\n| M4 hourly | sMAPE | MASE | OWA |\n|---|--:|--:|--:|")
    for name, score in read("m4")["models"].items():
        print(f"| {name} | {score['smape']:.2f} | {score['mase']:.3f} | {score['owa']:.3f} |")


def everything():
    series = {}
    for name in ["i880", "metro", "bike", "taxi", "m4-readings"]:
        if (RESULTS / f"{name}.json").exists():
            further = [f"{name}-networks"] if name in ("i880", "metro") else []
            for sensor, models in merged(name, *further).items():
                series[name, sensor] = models
    usable = {
        key: models
        for key, models in series.items()
        if all(models.get(model, {}).get("mase") for model in ["default", *PEERS])
    }
    means = {model: geometric([models[model]["mase"] for models in usable.values()]) for model in ["default", *PEERS]}
    print(f"\n| geometric mean over {len(usable)} series | MASE |\n|---|--:|")
    for model, mean in sorted(means.items(), key=lambda entry: entry[1]):
        print(f"| {model} | {mean:.3f} |")
    best = min(mean for model, mean in means.items() if model != "default")
    print(f"\ndefault / best peer: {means['default'] / best:.3f}")
    for name in ["i880", "metro", "bike", "taxi", "m4-readings"]:
        own = [models for (data, _), models in usable.items() if data == name]
        if own:
            print(f"{name}: " + ", ".join(f"{model} {geometric([models[model]['mase'] for models in own]):.3f}" for model in ["default", *PEERS]))


if __name__ == "__main__":
    traffic()
    m4()
    everything()
