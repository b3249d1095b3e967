#!/usr/bin/env python3
"""Writes the regular series of the data folder that are not readings yet as readings, to be given to `foreflow backtest`.

usage: python3 docs/benchmarks/series_csv.py FOLDER

m4_hourly.csv   the 414 training series of the M4 hourly set; they have no timestamps, so each begins on Monday, 2024-01-01T00:00Z
bike.csv        rentals an hour of bike_sharing, local time of Washington, DC
taxi.csv        passengers of nab/realKnownCause/nyc_taxi.csv, local time of New York, half hours as they are
"""

import csv
import datetime
import os
import pathlib
import sys

DATA = pathlib.Path(os.environ.get("FOREFLOW_DATA", "../shared/data"))
START = datetime.datetime(2024, 1, 1)
HEADER = ["sensor_id", "timestamp", "value"]


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def m4():
    series = {}
    with open(DATA / "m4_hourly/Hourly-train.csv") as file:
        for row in list(csv.reader(file))[1:]:
            series[row[0]] = [value for value in row[1:] if value]
    hours = max(map(len, series.values()))
    for hour in range(hours):
        time = (START + datetime.timedelta(hours=hour)).isoformat() + "Z"
        for name, values in series.items():
            if hour < len(values):
                yield name, time, values[hour]


def bike():
    with open(DATA / "bike_sharing/hour.csv") as file:
        for row in csv.DictReader(file):
            day = datetime.datetime.strptime(row["dteday"], "%m/%d/%Y" if "/" in row["dteday"] else "%Y-%m-%d")
            yield "bike", (day + datetime.timedelta(hours=int(row["hr"]))).isoformat(), row["cnt"]


def taxi():
    with open(DATA / "nab/realKnownCause/nyc_taxi.csv") as file:
        for row in csv.DictReader(file):
            yield "taxi", datetime.datetime.fromisoformat(row["timestamp"]).isoformat(), row["value"]


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    write(folder / "m4_hourly.csv", m4())
    write(folder / "bike.csv", bike())
    write(folder / "taxi.csv", taxi())
