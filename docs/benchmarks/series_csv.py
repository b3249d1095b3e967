#!/usr/bin/env python3
"""Writes the regular series of the data folder that are not readings yet as readings, to be given to `foreflow backtest`.

usage: python3 docs/benchmarks/series_csv.py FOLDER

m4_hourly.csv   the 414 training series of the M4 hourly set; they have no timestamps, so each begins on Monday, 2024-01-01T00:00Z
bike.csv        rentals an hour of bike_sharing, local time of Washington, DC
taxi.csv        passengers of nab/realKnownCause/nyc_taxi.csv, local time of New York, half hours as they are
metro.csv       metro_interstate with its weather as covariates: measured, known when the value is
metro-ahead.csv the same weather, announced a day before it came: a perfect forecast, which nobody has
bike-weather.csv, bike-ahead.csv   bike.csv with its weather, in the same two ways
metr.csv        the 207 sensors of metr_la_week, five minutes as they are, and as a covariate the mean of the four nearest sensors
metr.yaml       windows of two hours and forecasts of one for these, and as neighbours of each sensor the same four
metr-near.yaml  the same with their mean in the place of the neighbours
lane-5.csv, lane-15.csv, lane-60.csv   a lane of pems_5min_xiaochus, read every 5, 15 and 60 minutes: each the mean flow of its interval
lane-irregular.csv   its 5-minute readings at random times within their interval, three in ten of them kept
bike-day.csv, i880-day.csv, i880-6h.csv   bike.csv summed by the day, and both flows of pems_i880_2021 as means of a day and of six hours
five.csv   two invented sensors, 55 days in steps of five minutes: a day, a week and noise with a memory
"""

import csv
import datetime
import gzip
import math
import os
import pathlib
import random
import sys

DATA = pathlib.Path(os.environ.get("FOREFLOW_DATA", "../shared/data"))
START = datetime.datetime(2024, 1, 1)
HEADER = ["sensor_id", "timestamp", "value"]


WEATHER = ["temp", "rain", "snow", "clouds", "wet", "snowing", "hazy"]
RIDING = ["temp", "hum", "windspeed", "weathersit"]
METR = "window:\n  step: PT15M\n  history: 8\n  horizon: 4\n  readingsPerBucket: 3\n"
KINDS = [{"Rain", "Drizzle", "Thunderstorm", "Squall"}, {"Snow"}, {"Mist", "Fog", "Haze", "Smoke"}]


def write(path, rows, covariates=()):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEADER, *covariates])
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


def bike_rows(file):
    for row in csv.DictReader(file):
        day = datetime.datetime.strptime(row["dteday"], "%m/%d/%Y" if "/" in row["dteday"] else "%Y-%m-%d")
        yield day + datetime.timedelta(hours=int(row["hr"])), row


def bike():
    with open(DATA / "bike_sharing/hour.csv") as file:
        for time, row in bike_rows(file):
            yield "bike", time.isoformat(), row["cnt"]


def taxi():
    with open(DATA / "nab/realKnownCause/nyc_taxi.csv") as file:
        for row in csv.DictReader(file):
            yield "taxi", datetime.datetime.fromisoformat(row["timestamp"]).isoformat(), row["value"]


def weather():
    """Volume and weather of each hour, from its first row; what kinds of weather it had, from all of them. 0 K and 9,831 mm are nothing measured."""
    hours = {}
    with open(DATA / "metro_interstate/Metro_Interstate_Traffic_Volume.csv") as file:
        for row in csv.DictReader(file):
            time = datetime.datetime.strptime(row["date_time"], "%m/%d/%y %H:%M")
            numbers = [float(row[name]) for name in ("temp", "rain_1h", "snow_1h", "clouds_all")]
            numbers[0] = numbers[0] or ""
            numbers[1] = numbers[1] if numbers[1] < 1_000 else ""
            hour = hours.setdefault(time, [row["traffic_volume"], *numbers, 0, 0, 0])
            for i, kinds in enumerate(KINDS):
                hour[5 + i] |= row["weather_main"] in kinds
    return dict(sorted(hours.items()))


def rides():
    """Rentals and weather of each hour."""
    with open(DATA / "bike_sharing/hour.csv") as file:
        return {time: [row["cnt"], *(row[name] for name in RIDING)] for time, row in bike_rows(file)}


def with_covariates(sensor, hours, ahead):
    """Readings with their covariates, and, if they are known ahead, behind each of them the covariates of the 25 hours that follow."""
    times = list(hours)
    announced = 0
    for time, row in hours.items():
        yield sensor, time.isoformat(), *row
        while ahead and announced < len(times) and times[announced] <= time + datetime.timedelta(hours=25):
            if times[announced] > time:
                yield sensor, times[announced].isoformat(), "", *hours[times[announced]][1:]
            announced += 1


def nearest(count=4):
    """Of each sensor the nearest others."""
    with open(DATA / "metr_la_week/graph_sensor_locations.csv") as file:
        places = {row["sensor_id"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}
    near = {}
    for sensor, (latitude, longitude) in places.items():
        shrink = math.cos(math.radians(latitude))
        others = sorted(
            (math.hypot(other[0] - latitude, (other[1] - longitude) * shrink), name)
            for name, other in places.items()
            if name != sensor
        )
        near[sensor] = [name for _, name in others[:count]]
    return near


def metr():
    start = datetime.datetime(2012, 3, 1)
    near = nearest()
    with open(DATA / "metr_la_week/los_speed.csv") as file:
        sensors, *rows = csv.reader(file)
        for i, row in enumerate(rows):
            time = (start + datetime.timedelta(minutes=5 * i)).isoformat()
            speeds = dict(zip(sensors, row))
            for sensor, value in speeds.items():
                mean = sum(float(speeds[other]) for other in near[sensor]) / len(near[sensor])
                yield sensor, time, value, f"{mean:.3f}"


def metr_neighbours():
    return "  neighbours:\n" + "".join(f'    "{sensor}": {"; ".join(others)}\n' for sensor, others in nearest().items())


def lane_rows():
    for name in "train.csv", "test.csv":
        with open(DATA / "pems_5min_xiaochus" / name, encoding="utf-8-sig") as file:
            for row in list(csv.reader(file))[1:]:
                yield datetime.datetime.strptime(row[0], "%d/%m/%Y %H:%M"), float(row[1])


def lane(minutes):
    intervals = {}
    for time, value in lane_rows():
        start = time - datetime.timedelta(minutes=time.minute % minutes)
        intervals.setdefault(start, []).append(value)
    for start, values in intervals.items():
        yield "lane-1", start.isoformat(), f"{sum(values) / len(values):.4f}"


def lane_irregular():
    chance = random.Random(1)
    for time, value in lane_rows():
        if chance.random() < 0.3:
            yield "lane-1", (time + datetime.timedelta(seconds=chance.randrange(300))).isoformat(), value


def bike_days():
    days = {}
    for _, time, value in bike():
        days[time[:10]] = days.get(time[:10], 0) + int(value)
    for day, value in days.items():
        yield "bike", day, value


def i880(hours):
    intervals = {}
    with gzip.open(DATA / "pems_i880_2021/i880_flow_hourly_long.csv.gz", "rt") as file:
        for sensor, text, value in list(csv.reader(file))[1:]:
            time = datetime.datetime.fromisoformat(text)
            start = time.replace(hour=time.hour // hours * hours)
            intervals.setdefault((sensor, start), []).append(float(value))
    for (sensor, start), values in intervals.items():
        yield sensor, start.isoformat(), f"{sum(values) / len(values):.3f}"


def five():
    chance = random.Random(237)
    noise = {"a": 0.0, "b": 0.0}
    for i in range(55 * 288):
        time = datetime.datetime(2024, 3, 1) + datetime.timedelta(minutes=5 * i)
        hour = time.hour + time.minute / 60
        week = 0.6 if time.weekday() > 4 else 1
        day = math.sin((hour - 7) / 12 * math.pi) + 0.6 * math.sin(hour / 6 * math.pi)
        for sensor, size in ("a", 100), ("b", 40):
            noise[sensor] = 0.95 * noise[sensor] + chance.gauss(0, 0.05)
            yield sensor, time.isoformat(), f"{size * (2 + week * day + noise[sensor]):.3f}"


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    write(folder / "m4_hourly.csv", m4())
    write(folder / "bike.csv", bike())
    write(folder / "taxi.csv", taxi())
    for name, ahead in ("metro.csv", False), ("metro-ahead.csv", True):
        write(folder / name, with_covariates("mn-i94-atr301-wb", weather(), ahead), WEATHER)
    for name, ahead in ("bike-weather.csv", False), ("bike-ahead.csv", True):
        write(folder / name, with_covariates("bike", rides(), ahead), RIDING)
    write(folder / "metr.csv", metr(), ["near"])
    (folder / "metr.yaml").write_text(METR + metr_neighbours())
    (folder / "metr-near.yaml").write_text(METR + "  covariates: near\n")
    for minutes in 5, 15, 60:
        write(folder / f"lane-{minutes}.csv", lane(minutes))
    write(folder / "lane-irregular.csv", lane_irregular())
    write(folder / "bike-day.csv", bike_days())
    write(folder / "i880-day.csv", i880(24))
    write(folder / "i880-6h.csv", i880(6))
    write(folder / "five.csv", five())
