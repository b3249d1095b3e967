#!/usr/bin/env python3
"""Writes small tables as they are found in the wild, and what they hold.

All values, places and ids are invented. NAME.csv is the table in its dialect; NAME.expected.csv.gz holds the readings that it was
made of, in the documented format and in the order of the table. Both are made of the same numbers: no table is parsed here.

    python3 make.py        # rewrites all files, the same bytes each time
"""

import gzip
import math
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
TABLES = []
HOUR = timedelta(hours=1)


class Table:
    """The text of a table and its readings, row by row."""

    def __init__(self, name, zone):
        self.name = name
        self.zone = ZoneInfo(zone)
        self.random = random.Random(name)
        self.lines = []
        self.readings = []
        self.suffix = ".csv"
        self.encoding = "utf-8"
        self.ending = "\n"
        self.gzip = False

    def start(self, *local):
        """The point on the time line of a local time of the table's zone."""
        return datetime(*local, tzinfo=self.zone).astimezone(timezone.utc)

    def times(self, start, step, count):
        return [start + i * step for i in range(count)]

    def local(self, time, form=None):
        local = time.astimezone(self.zone).replace(tzinfo=None)
        return local.strftime(form) if form else local

    def level(self, time, low, high, digits=0):
        """A value with the shape of a day and some noise, as text with a point."""
        day = (time.timestamp() % 86_400) / 86_400
        wave = 0.5 - 0.5 * math.cos(2 * math.pi * day)
        value = low + (high - low) * min(1.0, max(0.0, wave * 0.8 + 0.2 * self.random.random()))
        return f"{value:.{digits}f}"

    def line(self, *cells, by=","):
        self.lines.append(by.join(str(cell) for cell in cells))

    def reading(self, sensor, time, value):
        self.readings.append((sensor, time, value))

    def write(self):
        text = "".join(line + self.ending for line in self.lines)
        data = text.encode(self.encoding)
        (FOLDER / (self.name + self.suffix)).write_bytes(gzip.compress(data, 9, mtime=0) if self.gzip else data)
        rows = ["sensor_id,timestamp,value"]
        for sensor, time, value in self.readings:
            name = f'"{sensor}"' if "," in sensor else sensor
            rows.append(f"{name},{stamp(time)},{value}")
        expected = ("\n".join(rows) + "\n").encode("utf-8")
        (FOLDER / (self.name + ".expected.csv.gz")).write_bytes(gzip.compress(expected, 9, mtime=0))


def table(name, zone):
    def register(fill):
        TABLES.append((name, zone, fill))
        return fill

    return register


def stamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S") + (f".{time.microsecond // 1000:03}" if time.microsecond else "") + "Z"


def comma(number):
    return number.replace(".", ",")


def thousands(number, group, point="."):
    whole, _, decimals = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    whole = f"{int(whole.lstrip('-')):,}".replace(",", group)
    return sign + whole + (point + decimals if decimals else "")


# --- five kinds of public files ---


@table("lanes", "Europe/Zurich")
def lanes(t):
    """Bicycle counters: totals beside their lanes, an empty row, intervals, and an hour that the clocks skipped, written as 0."""
    t.encoding = "utf-8-sig"
    t.ending = "\r\n"
    names = ["Obere Brücke Spur 1", "Obere Brücke Spur 2", "Obere Brücke", "Mühlesteg", "Seepark Spur 3", "Seepark Spur 4",
             "Seepark", "Bahnhof Spur 1", "Bahnhof Spur 2", "Bahnhof"]
    t.line("Datum", "Zeit", *names, by=";")
    t.line(*[""] * (2 + len(names)), by=";")
    first = datetime(2017, 3, 25)
    for i in range(52):
        local = first + i * HOUR
        time = t.start(*local.timetuple()[:5])
        skipped = local == datetime(2017, 3, 26, 2)
        counts = []
        for _ in range(3):
            one, other = int(t.level(time, 3, 90)), int(t.level(time, 1, 60))
            counts.append([one, other, one + other])
        cells = counts[0] + [int(t.level(time, 0, 40))] + counts[1] + counts[2]
        if skipped:
            cells = [0] * len(cells)
        t.line(local.strftime("%d.%m.%Y"), f"{local.hour:02}:00 - {(local.hour + 1) % 24:02}:00", *cells, by=";")
        for name, cell in zip(names, cells):
            if "Spur" not in name and not skipped:
                t.reading(name, time, cell)


@table("channels", "Europe/London")
def channels(t):
    """A counter with two channels, the hour in a column of its own, the id of the counter in each row; gzip."""
    t.gzip = True
    t.suffix = ".csv.gz"
    t.line("counter_id", "date", "time", "channel_1", "channel_2")
    for time in t.times(t.start(2012, 1, 10, 9), HOUR, 20 * 24):
        local = t.local(time)
        one, two = t.level(time, 0, 30), t.level(time, 0, 12)
        t.line(12, local.strftime("%d/%m/%Y"), local.hour, one, two)
        t.reading("channel_1", time, one)
        t.reading("channel_2", time, two)


@table("gauges", "Europe/London")
def gauges(t):
    """River gauges, one station after the other, with an offset, every 15 minutes; some have no value."""
    t.line("station", "dateTime", "value")
    for station in ["Upper Weir", "Old Mill, Eastgate", "Ferry Steps"]:
        for i, time in enumerate(t.times(t.start(2022, 11, 16), timedelta(minutes=15), 30)):
            level = "" if i % 17 == 11 else t.level(time, 0.2, 1.4, 3)
            name = f'"{station}"' if "," in station else station
            t.line(name, time.strftime("%Y-%m-%d %H:%M:%S+00:00"), level)
            if level:
                t.reading(station, time, level)


GASES = ["CO(GT)", "S1(CO)", "NMHC(GT)", "C6H6(GT)"]


def gas_rows(t, count):
    for i, time in enumerate(t.times(t.start(2004, 5, 10, 18), HOUR, count)):
        cells = [t.level(time, 0.4, 6.1, 1), t.level(time, 700, 1800), t.level(time, 20, 400), t.level(time, 0.5, 30, 1)]
        for column in range(4):
            if (i + 7 * column) % 13 < (3 if column == 2 else 1):
                cells[column] = "-200"
        yield time, cells
        for name, cell in zip(GASES, cells):
            if cell != "-200":
                t.reading(name, time, cell)


@table("gases", "Europe/Rome")
def gases(t):
    """Air quality: times with dots, -200 for no value, rows without any cell at the end."""
    t.line("Date", "Time", *GASES)
    for time, cells in gas_rows(t, 40):
        t.line(t.local(time, "%d/%m/%Y"), t.local(time, "%H.%M.%S"), *cells)
    for _ in range(8):
        t.line(*[""] * 6)


@table("gases-original", "Europe/Rome")
def gases_original(t):
    """The same with semicolons, decimal commas and two empty columns without a name."""
    t.line("Date", "Time", *GASES, "", "", by=";")
    for time, cells in gas_rows(t, 40):
        t.line(t.local(time, "%d/%m/%Y"), t.local(time, "%H.%M.%S"), *map(comma, cells), "", "", by=";")
    for _ in range(8):
        t.line(*[""] * 8, by=";")


@table("works", "Asia/Seoul")
def works(t):
    """A smart meter: the day ends with its midnight, which is dated so; a column that is the same in every row."""
    step = timedelta(minutes=30)
    t.line("date", "Usage_kWh", "Lagging.Power_kVarh", "Other")
    for time in t.times(t.start(2018, 1, 1, 0, 30), step, 110):
        local = t.local(time)
        dated = local - timedelta(days=1) if local.hour == local.minute == 0 else local
        usage, lagging = t.level(time, 2, 70, 2), t.level(time, 0, 40, 2)
        t.line(dated.strftime("%d/%m/%y %H:%M"), usage, lagging, 1)
        t.reading("Usage_kWh", time - step, usage)
        t.reading("Lagging.Power_kVarh", time - step, lagging)


# --- languages and ways of writing numbers ---


@table("german", "Europe/Berlin")
def german(t):
    t.line("Zeitstempel", "Pegel Außen", "Temperatur °C", "Bemerkung", by=";")
    for i, time in enumerate(t.times(t.start(2026, 2, 3), HOUR, 40)):
        level, warm = t.level(time, 80, 240, 2), t.level(time, -6, 4, 1)
        t.line(t.local(time, "%d.%m.%Y %H:%M"), comma(level), "k.A." if i == 5 else comma(warm), "Wartung" if i == 9 else "", by=";")
        t.reading("Pegel Außen", time, level)
        if i != 5:
            t.reading("Temperatur °C", time, warm)


@table("french", "Europe/Paris")
def french(t):
    """Thousands set apart by a narrow space, decimals after a comma."""
    t.line("Horodatage", "Débit (m³/h)", "Température", by=";")
    for time in t.times(t.start(2026, 2, 13), HOUR, 40):
        flow, warm = t.level(time, 600, 4200, 1), t.level(time, 2, 9, 1)
        t.line(t.local(time, "%d/%m/%Y %Hh%M"), thousands(flow, "\u202f", ","), comma(warm), by=";")
        t.reading("Débit (m³/h)", time, flow)
        t.reading("Température", time, warm)


@table("spanish", "Europe/Madrid")
def spanish(t):
    t.line("fecha", "hora", "contador norte", "contador sur")
    for i, time in enumerate(t.times(t.start(2026, 1, 20), HOUR, 40)):
        north, south = t.level(time, 3, 80), "s/d" if i in (4, 5) else t.level(time, 1, 50)
        t.line(t.local(time, "%d/%m/%Y"), t.local(time, "%H:%M"), north, south)
        t.reading("contador norte", time, north)
        if south != "s/d":
            t.reading("contador sur", time, south)


MESI = ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre",
        "dicembre"]


@table("italian", "Europe/Rome")
def italian(t):
    """Names of months."""
    t.line("Data", "Ora", "Portata", "Livello", by=";")
    for time in t.times(t.start(2026, 2, 27, 12), HOUR, 40):
        local = t.local(time)
        flow, level = t.level(time, 12, 90, 1), t.level(time, 0.5, 2.5, 2)
        t.line(f"{local.day} {MESI[local.month - 1]} {local.year}", local.strftime("%H:%M"), comma(flow), comma(level), by=";")
        t.reading("Portata", time, flow)
        t.reading("Livello", time, level)


@table("directions", "America/Los_Angeles")
def directions(t):
    """AM and PM, and one total of two directions."""
    t.line("Date", "Harbor Bridge Total", "Harbor Bridge East Sidewalk", "Harbor Bridge West Sidewalk")
    for time in t.times(t.start(2021, 1, 8), HOUR, 40):
        east, west = int(t.level(time, 2, 90)), int(t.level(time, 1, 70))
        t.line(t.local(time, "%m/%d/%Y %I:%M:%S %p"), east + west, east, west)
        t.reading("Harbor Bridge Total", time, east + west)
        t.reading("Harbor Bridge East Sidewalk", time, east)
        t.reading("Harbor Bridge West Sidewalk", time, west)


@table("thousands-comma", "America/Chicago")
def thousands_comma(t):
    t.line("timestamp", "load MW", "price")
    for time in t.times(t.start(2024, 7, 4), HOUR, 30):
        load, price = t.level(time, 800, 5400), t.level(time, -20, 1400, 2)
        t.line(t.local(time, "%Y-%m-%d %H:%M"), f'"{thousands(load, ",")}"', f'"{thousands(price, ",")}"')
        t.reading("load MW", time, load)
        t.reading("price", time, price)


@table("thousands-point", "Europe/Vienna")
def thousands_point(t):
    t.line("Zeitpunkt", "Last MW", "Preis", by=";")
    for time in t.times(t.start(2024, 7, 4), HOUR, 30):
        load, price = t.level(time, 800, 5400), t.level(time, -20, 1400, 2)
        t.line(t.local(time, "%d.%m.%Y %H:%M:%S"), thousands(load, "."), thousands(price, ".", ","), by=";")
        t.reading("Last MW", time, load)
        t.reading("Preis", time, price)


# --- where the time stands, and what it means ---


@table("climate", "UTC")
def climate(t):
    """Stations of a weather service: hours as one number, padded cells, -999, an end mark."""
    t.suffix = ".txt"
    t.line("STATIONS_ID", "MESS_DATUM", "QN_9", "TT_TU", "RF_TU", "eor", by=";")
    for i, time in enumerate(t.times(t.start(2023, 3, 1), HOUR, 48)):
        warm, wet = t.level(time, -4, 11, 1), t.level(time, 40, 99, 1)
        missing = i % 11 == 4
        t.line("       4711", time.strftime("%Y%m%d%H"), "    3", "-999" if missing else f"{warm:>6}", f"{wet:>6}", "eor", by=";")
        if not missing:
            t.reading("TT_TU", time, warm)
        t.reading("RF_TU", time, wet)


@table("parts", "Asia/Shanghai")
def parts(t):
    """A row number, year, month, day and hour in columns of their own, NA, and the station in every row."""
    t.line("No", "year", "month", "day", "hour", "PM2.5", "TEMP", "wd", "station")
    for i, time in enumerate(t.times(t.start(2013, 3, 1), HOUR, 30)):
        local = t.local(time)
        dust, warm = t.level(time, 4, 160), t.level(time, -3, 12, 1)
        dust = "NA" if i in (7, 8, 9) else dust
        t.line(i + 1, local.year, local.month, local.day, local.hour, dust, warm, ["N", "NNE", "W"][i % 3], "Lakeside")
        if dust != "NA":
            t.reading("PM2.5", time, dust)
        t.reading("TEMP", time, warm)


@table("pollutants", "America/Santiago")
def pollutants(t):
    """A long table of several places and what was measured there, with two times."""
    t.line("location", "city", "parameter", "utc", "local", "value", "unit")
    for time in t.times(t.start(2021, 6, 1), HOUR, 10):
        local = time.astimezone(t.zone)
        for place in ["Puente Alto Viejo", "Quinta Norte"]:
            for parameter, low, high in [("pm25", 5, 80), ("o3", 1, 40)]:
                value = t.level(time, low, high, 1)
                t.line(place, "Valle", parameter, time.strftime("%Y-%m-%dT%H:%M:%S.000Z"), local.isoformat(), value, "µg/m³")
                t.reading(f"{place}-{parameter}", time, value)


@table("epoch-seconds", "Europe/Berlin")
def epoch_seconds(t):
    t.line("ts", "device", "power")
    for time in t.times(t.start(2025, 5, 5), timedelta(minutes=10), 30):
        for device in ["pump-1", "pump-2"]:
            power = t.level(time, 100, 900, 1)
            t.line(int(time.timestamp()), device, power)
            t.reading(device, time, power)


@table("epoch-millis", "Europe/Berlin")
def epoch_millis(t):
    t.line("time", "north", "south", by="\t")
    for time in t.times(t.start(2025, 5, 5), timedelta(minutes=10), 40):
        north, south = t.level(time, 100, 900, 1), t.level(time, 10, 90)
        t.line(int(time.timestamp()) * 1000, north, south, by="\t")
        t.reading("north", time, north)
        t.reading("south", time, south)


@table("market", "Europe/Brussels")
def market(t):
    """Intervals with both dates, and n/e for what is not expected."""
    t.line('"MTU (CET/CEST)"', '"Day-ahead Total Load Forecast [MW] - Market"', '"Actual Total Load [MW] - Market"')
    names = ["Day-ahead Total Load Forecast [MW] - Market", "Actual Total Load [MW] - Market"]
    for i, time in enumerate(t.times(t.start(2021, 12, 31), HOUR, 28)):
        forecast, load = t.level(time, 6000, 11000), t.level(time, 6000, 11000)
        interval = t.local(time, "%d.%m.%Y %H:%M") + " - " + t.local(time + HOUR, "%d.%m.%Y %H:%M")
        t.line(f'"{interval}"', f'"{forecast}"', '"-"' if i > 23 else f'"{load}"')
        t.reading(names[0], time, forecast)
        if i <= 23:
            t.reading(names[1], time, load)


@table("units", "Europe/Berlin")
def units(t):
    """A row of units below the header, a row with the sum of each day."""
    t.line("Datum", "Uhrzeit", "Verbrauch", "Einspeisung", by=";")
    t.line("", "", "[kWh]", "[kWh]", by=";")
    for day in range(3):
        sums = [0.0, 0.0]
        for time in t.times(t.start(2026, 1, 12 + day), HOUR, 24):
            used, fed = t.level(time, 0.2, 3.5, 3), t.level(time, 0, 5, 3)
            sums = [sums[0] + float(used), sums[1] + float(fed)]
            t.line(t.local(time, "%d.%m.%Y"), t.local(time, "%H:%M"), comma(used), comma(fed), by=";")
            t.reading("Verbrauch", time, used)
            t.reading("Einspeisung", time, fed)
        t.line("Summe", "", comma(f"{sums[0]:.3f}"), comma(f"{sums[1]:.3f}"), by=";")


@table("preamble", "Europe/Berlin")
def preamble(t):
    """Lines about the export above the header."""
    t.line("Export of plant Seefeld")
    t.line("Created: 2026-02-01, by: operator")
    t.line("")
    t.line("timestamp", "inflow", "outflow", "level")
    for time in t.times(t.start(2026, 1, 20), HOUR, 40):
        cells = [t.level(time, 10, 90, 1), t.level(time, 10, 80, 1), t.level(time, 1, 3, 2)]
        t.line(t.local(time, "%Y-%m-%d %H:%M:%S"), *cells)
        for name, cell in zip(["inflow", "outflow", "level"], cells):
            t.reading(name, time, cell)


@table("twenty-four", "Europe/Amsterdam")
def twenty_four(t):
    """01:00 to 24:00: the end of what was measured."""
    t.line("datum", "tijd", "verkeer A1", "verkeer A2", by=";")
    for time in t.times(t.start(2026, 1, 12), HOUR, 60):
        local = t.local(time)
        one, two = t.level(time, 100, 900), t.level(time, 50, 700)
        t.line(local.strftime("%d-%m-%Y"), f"{local.hour + 1:02}:00", one, two, by=";")
        t.reading("verkeer A1", time, one)
        t.reading("verkeer A2", time, two)


@table("hours-1-24", "America/Toronto")
def hours_1_24(t):
    """The hours of a day as 1 to 24: the end of what was measured."""
    t.line("Date", "Hour", "Market Demand", "Local Demand")
    for time in t.times(t.start(2026, 1, 12), HOUR, 60):
        local = t.local(time)
        one, two = t.level(time, 11000, 21000), t.level(time, 10000, 18000)
        t.line(local.strftime("%Y-%m-%d"), local.hour + 1, one, two)
        t.reading("Market Demand", time, one)
        t.reading("Local Demand", time, two)


@table("daily", "Europe/Lisbon")
def daily(t):
    """Dates only, with the days of the week beside them."""
    t.line("date", "weekday", "visitors", "max_temp")
    for i in range(40):
        time = t.start(*(datetime(2025, 9, 1) + timedelta(days=i)).timetuple()[:3])
        visitors, warm = t.level(time, 100, 4000), t.level(time, 15, 31, 1)
        t.line(t.local(time, "%Y-%m-%d"), (i % 7) + 1, visitors, warm)
        t.reading("visitors", time, visitors)
        t.reading("max_temp", time, warm)


@table("newest-first", "Europe/Berlin")
def newest_first(t):
    """The newest row first, over the hour that is there twice in autumn."""
    t.line("timestamp", "flow", "occupancy")
    for time in reversed(t.times(t.start(2025, 10, 25, 12), HOUR, 40)):
        flow, occupancy = t.level(time, 100, 900), t.level(time, 0, 40, 1)
        t.line(t.local(time, "%Y-%m-%d %H:%M"), flow, occupancy)
        t.reading("flow", time, flow)
        t.reading("occupancy", time, occupancy)


@table("start-end", "Europe/Berlin")
def start_end(t):
    """The end before the start."""
    t.line("Ende", "Beginn", "Menge", by=";")
    for time in t.times(t.start(2026, 2, 3), timedelta(minutes=15), 40):
        amount = t.level(time, 10, 99, 1)
        t.line(t.local(time + timedelta(minutes=15), "%d.%m.%Y %H:%M"), t.local(time, "%d.%m.%Y %H:%M"), comma(amount), by=";")
        t.reading("Menge", time, amount)


# --- bytes, lines and headers ---


@table("sep-line", "Europe/Berlin")
def sep_line(t):
    t.line("sep=;")
    t.line("timestamp", "a", "b", by=";")
    for time in t.times(t.start(2026, 2, 3), HOUR, 24):
        a, b = t.level(time, 10, 99, 1), t.level(time, 1, 9, 2)
        t.line(t.local(time, "%Y-%m-%d %H:%M"), a, b, by=";")
        t.reading("a", time, a)
        t.reading("b", time, b)


@table("carriage-returns", "Europe/Berlin")
def carriage_returns(t):
    t.ending = "\r"
    t.line("timestamp", "a", "b")
    for time in t.times(t.start(2026, 2, 3), HOUR, 24):
        a, b = t.level(time, 10, 99, 1), t.level(time, 1, 9, 2)
        t.line(t.local(time, "%Y-%m-%d %H:%M"), a, b)
        t.reading("a", time, a)
        t.reading("b", time, b)


@table("windows-1252", "Europe/Berlin")
def windows_1252(t):
    """Bytes that are no UTF-8 in the rows, plain ASCII in the header."""
    t.encoding = "windows-1252"
    t.line("Stelle", "Zeit", "Wert", by=";")
    for time in t.times(t.start(2026, 2, 3), HOUR, 20):
        for place in ["Tor Süd", "Tor Ost"]:
            value = t.level(time, 10, 99, 1)
            t.line(place, t.local(time, "%d.%m.%Y %H:%M"), comma(value), by=";")
            t.reading(place, time, value)


@table("no-header", "Europe/Berlin")
def no_header(t):
    for time in t.times(t.start(2026, 2, 3), HOUR, 20):
        for place in ["gate-1", "gate-2"]:
            value = t.level(time, 10, 99, 1)
            t.line(place, t.local(time, "%Y-%m-%d %H:%M:%S"), value)
            t.reading(place, time, value)


@table("pandas", "Europe/Berlin")
def pandas(t):
    """The index of a data frame as the first column, without a name."""
    t.line("", "timestamp", "load", "wind")
    for i, time in enumerate(t.times(t.start(2026, 2, 3), HOUR, 30)):
        load, wind = t.level(time, 300, 900, 1), t.level(time, 0, 70, 2)
        t.line(i, t.local(time, "%Y-%m-%d %H:%M:%S"), f"{load}", "nan" if i == 3 else wind)
        t.reading("load", time, load)
        if i != 3:
            t.reading("wind", time, wind)


@table("counters", "Europe/Berlin")
def counters(t):
    """Several counters in one long table, with names, ids and places."""
    t.line("counter_name", "counter_id", "latitude", "longitude", "timestamp", "count")
    places = [("North Gate", 10012, "52.5101", "13.4011"), ("Canal Street", 10034, "52.5201", "13.3822"),
              ("Old Town", 10051, "52.4987", "13.4120")]
    for time in t.times(t.start(2026, 2, 3), HOUR, 15):
        for name, number, north, east in places:
            count = t.level(time, 0, 90)
            t.line(name, number, north, east, t.local(time, "%Y-%m-%dT%H:%M:%S"), count)
            t.reading(name, time, count)

# --- exports of services and devices ---


@table("grid-api", "Europe/Helsinki")
def grid_api(t):
    """A start and an end in UTC, and one column named after what it holds."""
    t.line('"startTime"', '"endTime"', '"Wind power generation - 15 min data"', by=";")
    for time in t.times(t.start(2024, 1, 1), timedelta(minutes=15), 20):
        power = t.level(time, 900, 3100, 2)
        stamps = [f'"{at.strftime("%Y-%m-%dT%H:%M:%S.000Z")}"' for at in (time, time + timedelta(minutes=15))]
        t.line(*stamps, power, by=";")
        t.reading("Wind power generation - 15 min data", time, power)


@table("solar", "UTC")
def solar(t):
    """A preamble of names and values, compact times, a legend below the rows."""
    t.ending = "\r\n"
    for line in ["Latitude (decimal degrees):\t45.100", "Longitude (decimal degrees):\t8.200", "Elevation (m):\t213",
                 "Radiation database:\tInvented", "Slope: 35 deg.", "Azimuth: 0 deg."]:
        t.line(line)
    t.line("")
    t.line("time", "G(i)", "H_sun", "T2m", "WS10m", "Int")
    for time in t.times(t.start(2020, 6, 1, 0, 10), HOUR, 26):
        cells = [t.level(time, 0, 900, 2), t.level(time, 0, 65, 2), t.level(time, 9, 24, 2), t.level(time, 0.5, 4, 2)]
        t.line(time.strftime("%Y%m%d:%H%M"), *cells, "0.0")
        for name, cell in zip(["G(i)", "H_sun", "T2m", "WS10m"], cells):
            t.reading(name, time, cell)
    t.line("")
    for line in ["G(i): Global irradiance on the inclined plane (W/m2)", "H_sun: Sun height (degree)", "",
                 "Invented, 2026"]:
        t.line(line)


@table("irradiance", "Etc/GMT+7")
def irradiance(t):
    """A table of two rows about the place above the header; the time in five columns."""
    t.line("Source", "Location ID", "City", "Latitude", "Longitude", "Time Zone", "Version")
    t.line("Invented", 145809, "-", 39.75, -105.18, -7, "4.0.1")
    t.line("Year", "Month", "Day", "Hour", "Minute", "GHI", "Wind Speed", "Temperature")
    for time in t.times(t.start(2022, 3, 1, 0, 30), HOUR, 26):
        local = t.local(time)
        cells = [t.level(time, 0, 800), t.level(time, 0, 6, 1), t.level(time, -4, 12, 1)]
        t.line(local.year, local.month, local.day, local.hour, local.minute, *cells)
        for name, cell in zip(["GHI", "Wind Speed", "Temperature"], cells):
            t.reading(name, time, cell)


@table("households", "Europe/London")
def households(t):
    """Half hours of households, one after the other, with seven digits of a second, and Null."""
    t.line("LCLid", "stdorToU", "DateTime", "KWH/hh (per half hour) ")
    for house in ["MAC900001", "MAC900002"]:
        for i, time in enumerate(t.times(t.start(2012, 12, 3), timedelta(minutes=30), 30)):
            used = "Null" if i == 14 else t.level(time, 0.05, 1.2, 3)
            t.line(house, "Std", t.local(time, "%Y-%m-%d %H:%M:%S.0000000"), f" {used} ")
            if used != "Null":
                t.reading(house, time, used)


@table("pedestrians", "Australia/Melbourne")
def pedestrians(t):
    """The time as text and in parts, an id and a name of each counter."""
    t.line("ID", "Date_Time", "Year", "Month", "Mdate", "Day", "Time", "Sensor_ID", "Sensor_Name", "Hourly_Counts")
    row = 2887628
    for time in t.times(t.start(2019, 11, 1, 5), HOUR, 22):
        local = t.local(time)
        for number, name in [(34, "Lower Lane"), (39, "Alfred Place"), (37, "Garden St (East)")]:
            count = t.level(time, 5, 700)
            t.line(row, local.strftime('"%B %d, %Y %I:%M:%S %p"'), local.year, local.strftime("%B"), local.day,
                   local.strftime("%A"), local.hour, number, name, count)
            t.reading(name, time, count)
            row += 1


@table("roads", "Europe/Paris")
def roads(t):
    """Arcs of roads by id and name, with a text about the traffic and the dates of each arc."""
    t.encoding = "utf-8-sig"
    t.line("Identifiant arc", "Libelle", "Date et heure de comptage", "Débit horaire", "Taux d'occupation", "Etat trafic",
           "Identifiant noeud amont", "Libelle noeud amont", "Etat arc", "Date debut dispo data", "geo_point_2d", by=";")
    for time in t.times(t.start(2023, 3, 24), HOUR, 12):
        for number, name, node, point in [(5001, "Rue_Haute", 2301, "48.81, 2.31"), (5002, "Quai_Neuf", 2318, "48.85, 2.36")]:
            flow, share = t.level(time, 100, 1500), t.level(time, 2, 20, 5)
            local = time.astimezone(t.zone).isoformat()
            t.line(number, name, local, flow, share, "Fluide", node, f"{name}-Centre", "Invalide", "1999-01-01", point, by=";")
            t.reading(f"{name}-Débit horaire", time, flow)
            t.reading(f"{name}-Taux d'occupation", time, share)


@table("sites", "Europe/Zurich")
def sites(t):
    """Two directions of two kinds by site, cells without a value, coordinates of the sites."""
    t.line('"FK_STANDORT"', '"DATUM"', '"VELO_IN"', '"VELO_OUT"', '"FUSS_IN"', '"FUSS_OUT"', '"OST"', '"NORD"')
    for time in t.times(t.start(2024, 1, 1), timedelta(minutes=15), 20):
        for site, bikes, east, north in [(2977, True, 2682297, 1247000), (4241, False, 2683500, 1248900)]:
            one, other = t.level(time, 0, 20), t.level(time, 0, 15)
            cells = [one, other, "", ""] if bikes else ["", "", one, other]
            t.line(site, f'"{t.local(time, "%Y-%m-%dT%H:%M")}"', *cells, east, north)
            kind = "VELO" if bikes else "FUSS"
            t.reading(f"{site}-{kind}_IN", time, one)
            t.reading(f"{site}-{kind}_OUT", time, other)


@table("forecast-api", "UTC")
def forecast_api(t):
    """A small table about the place above the one that counts."""
    t.line("latitude", "longitude", "elevation", "utc_offset_seconds", "timezone", "timezone_abbreviation")
    t.line("52.52", "13.419", "38.0", "0", "GMT", "GMT")
    t.line("")
    t.line("time", "temperature_2m (°C)", "precipitation (mm)")
    for time in t.times(t.start(2026, 2, 1), HOUR, 40):
        warm, rain = t.level(time, -3, 6, 1), t.level(time, 0, 2, 2)
        t.line(time.strftime("%Y-%m-%dT%H:%M"), warm, rain)
        t.reading("temperature_2m (°C)", time, warm)
        t.reading("precipitation (mm)", time, rain)


@table("home", "UTC")
def home(t):
    """States of a home as they change: each sensor at times of its own, texts for no value."""
    t.line("entity_id", "state", "last_changed")
    for name, low, high in [("sensor.attic_temperature", 15, 22), ("sensor.heat_pump_power", 100, 2000)]:
        time = t.start(2026, 2, 1)
        for i in range(22):
            time = time + timedelta(seconds=300 + t.random.randrange(60))
            value = {4: "unavailable", 11: "unknown"}.get(i, t.level(time, low, high, 1))
            t.line(name, value, time.strftime("%Y-%m-%dT%H:%M:%S.123Z"))
            if i not in (4, 11):
                t.reading(name, time.replace(microsecond=123000), value)


@table("influx", "UTC")
def influx(t):
    """Annotations above the header, an empty first column, the start and the stop of the query in each row."""
    t.ending = "\r\n"
    t.line("#group", "false", "false", "true", "true", "false", "false", "true", "true")
    t.line("#datatype", "string", "long", "dateTime:RFC3339", "dateTime:RFC3339", "dateTime:RFC3339", "double", "string", "string")
    t.line("#default", "mean", "", "", "", "", "", "", "")
    t.line("", "result", "table", "_start", "_stop", "_time", "_value", "_field", "host")
    for table_number, host in enumerate(["node-a", "node-b"]):
        for time in t.times(t.start(2026, 2, 1), timedelta(minutes=10), 15):
            value = t.level(time, 5, 80, 3)
            t.line("", "", table_number, "2026-02-01T00:00:00Z", "2026-02-01T04:00:00Z", time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                   value, "usage_user", host)
            t.reading(host, time, value)


@table("dashboard", "Europe/Berlin")
def dashboard(t):
    """Quoted names and times, values with units are left out: here plain numbers and null."""
    t.line('"Time"', '"boiler"', '"outside"')
    for i, time in enumerate(t.times(t.start(2026, 2, 1), timedelta(minutes=30), 40)):
        hot, cold = t.level(time, 40, 70, 1), t.level(time, -4, 7, 2)
        t.line(f'"{t.local(time, "%Y-%m-%d %H:%M:%S")}"', hot, "null" if i == 20 else cold)
        t.reading("boiler", time, hot)
        if i != 20:
            t.reading("outside", time, cold)


@table("freeway", "America/Los_Angeles")
def freeway(t):
    """Five minutes of detectors without a header; lanes without a value at the end."""
    t.suffix = ".txt"
    for time in t.times(t.start(2021, 3, 2), timedelta(minutes=5), 12):
        for station in (712345, 712346):
            flow, share, speed = t.level(time, 20, 400), t.level(time, 0.01, 0.2, 4), t.level(time, 40, 70, 1)
            t.line(t.local(time, "%m/%d/%Y %H:%M:%S"), station, 7, 405, "N", "ML", ".5", 40, 100, flow, share, speed, "", "")
            for name, value in [("flow", flow), ("occupancy", share), ("speed", speed)]:
                t.reading(f"{station}-{name}", time, value)


@table("river-service", "America/New_York")
def river_service(t):
    """Comments, tabs, a row of widths below the header, codes of quality, the abbreviation of a zone beside the time."""
    t.suffix = ".txt"
    for line in ["# ---------------------------------- WARNING ----------------------------------------",
                 "# Some of the data may be invented.", "#", "# Data provided for site 09999999",
                 "#            TS   parameter     Description", "#        104320       00060     Discharge, cubic feet per second", "#"]:
        t.line(line)
    t.line("agency_cd", "site_no", "datetime", "tz_cd", "104320_00060", "104320_00060_cd", by="\t")
    t.line("5s", "15s", "20d", "6s", "14n", "10s", by="\t")
    for time in t.times(t.start(2026, 1, 13), timedelta(minutes=15), 24):
        flow = t.level(time, 210, 480)
        t.line("XXXX", "09999999", t.local(time, "%Y-%m-%d %H:%M"), "EST", flow, "P", by="\t")
        t.reading("104320_00060", time, flow)


@table("midnights", "Europe/Berlin")
def midnights(t):
    """A program that leaves out the time of day where it is midnight."""
    t.line("time", "flow", "level")
    for time in t.times(t.start(2018, 1, 1), HOUR, 80):
        local = t.local(time)
        flow, level = t.level(time, 10, 90), t.level(time, 1, 3, 2)
        t.line(local.strftime("%Y-%m-%d" if local.hour == 0 else "%Y-%m-%d %H:%M:%S"), flow, level)
        t.reading("flow", time, flow)
        t.reading("level", time, level)


@table("weather-bulk", "UTC")
def weather_bulk(t):
    """No header; date and hour; columns that are always empty."""
    for i, time in enumerate(t.times(t.start(2020, 5, 1), HOUR, 40)):
        warm, wet, rain = t.level(time, 4, 17, 1), t.level(time, 50, 99), t.level(time, 0, 3, 1)
        t.line(time.strftime("%Y-%m-%d"), time.hour, warm, wet, rain if i % 5 else "", "", "")
        t.reading("temp", time, warm)
        t.reading("rhum", time, wet)
        if i % 5:
            t.reading("prcp", time, rain)


@table("airport", "UTC")
def airport(t):
    """Values and their quality in one cell, next to plain ones."""
    t.line('"STATION"', '"DATE"', '"SOURCE"', '"TMP"', '"WND"', '"ceiling"')
    for time in t.times(t.start(2024, 1, 1), HOUR, 30):
        ceiling = t.level(time, 100, 9000)
        tenths = int(float(t.level(time, -8, 9, 1)) * 10)
        t.line('"99999912345"', time.strftime('"%Y-%m-%dT%H:%M:%S"'), '"4"', f'"{tenths:+05},1"', '"050,1,N,0041,1"', ceiling)
        t.reading("99999912345", time, ceiling)



def main():
    for name, zone, fill in TABLES:
        made = Table(name, zone)
        fill(made)
        made.write()


if __name__ == "__main__":
    main()
