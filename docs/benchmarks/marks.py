#!/usr/bin/env python3
"""Measures what values that mean "no value" do to a backtest: in one sensor some readings become a mark, and the others are looked at.

usage: python3 docs/benchmarks/marks.py NAME OUT.json [SET ...]

NAME   under which the measurements of this build stand in OUT.json, for instance "before" or "after"
SET    i880 or m4 (the first eight series); all without

FOREFLOW   the launcher, ./foreflow unless set
"""

import csv
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

DATA = pathlib.Path(os.environ.get("FOREFLOW_DATA", "../shared/data"))
FOREFLOW = os.environ.get("FOREFLOW", "./foreflow")
MARKS = ["-9999", "-200", "1e29"]
SHARES = [0.001, 0.01, 0.1]
MODELS = ["default", "dense", "ridge"]


def i880():
    with gzip.open(DATA / "pems_i880_2021/i880_flow_hourly_long.csv.gz", "rt") as file:
        yield from list(csv.reader(file))[1:]


def m4():
    with open(DATA / "m4_hourly/Hourly-train.csv") as file:
        for row in list(csv.reader(file))[1:9]:
            for hour, value in enumerate(value for value in row[1:] if value):
                yield row[0], f"2024-01-{1 + hour // 24:02d}T{hour % 24:02d}:00:00Z" if hour < 744 else later(hour), value


def later(hour):
    return f"2024-02-{1 + (hour - 744) // 24:02d}T{hour % 24:02d}:00:00Z"


SETS = {"i880": (i880, "America/Los_Angeles"), "m4": (m4, "UTC")}


def marked(rows, sensor, mark, share):
    """The rows, in which so many of a sensor's readings, at random, are the mark."""
    chance = random.Random(1)
    return [
        (name, time, mark if name == sensor and chance.random() < share else value) for name, time, value in rows
    ]


def backtest(rows, zone):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "readings.csv"
        with open(path, "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("sensor_id", "timestamp", "value"), *rows])
        command = [FOREFLOW, "backtest", "--json", "--models", "default,dense", "--data", str(path), "--zone", zone]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode:
            raise SystemExit(f"{' '.join(command)} failed: {run.stderr.strip().splitlines()[-1]}")
        return json.loads(run.stdout.strip().splitlines()[-1])


def geometric(numbers):
    product = 1.0
    for number in numbers:
        product *= number
    return product ** (1 / len(numbers))


def figures(result, sensor):
    """MASE of the marked sensor, and the geometric mean of the others', by model; and the yardstick of the marked one."""
    found = {"yardstick": None, "marked": {}, "others": {}}
    for model in MODELS:
        others = []
        for series in result["series"]:
            score = series["models"].get(model, {}).get("mase")
            if series["sensor"] == sensor:
                found["yardstick"] = series["yardstick"]
                found["marked"][model] = score
            elif score is not None:
                others.append(score)
        found["others"][model] = round(geometric(others), 4) if others else None
    found["mean"] = {model: result["models"][model]["mase"] for model in result["models"]}
    found["leftOut"] = result["leftOut"]
    return found


def main():
    name, out, *sets = sys.argv[1:]
    out = pathlib.Path(out)
    everything = json.loads(out.read_text()) if out.exists() else {}
    measured = everything.setdefault(name, {})
    for data in sets or SETS:
        source, zone = SETS[data]
        rows = list(source())
        sensor = rows[0][0]
        runs = [("none", 0.0)] + [(mark, share) for mark in MARKS for share in SHARES]
        for mark, share in runs:
            found = figures(backtest(marked(rows, sensor, mark, share), zone), sensor)
            measured.setdefault(data, {})[f"{mark} {share:g}"] = found
            print(name, data, mark, share, json.dumps(found["others"]), json.dumps(found["marked"]), found["yardstick"], flush=True)
            out.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
