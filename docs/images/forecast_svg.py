"""Draws docs/images/forecast.svg: one forecast of the demo, its 90 % interval and actual.

    ./foreflow demo --dir demo                        # leaves the broker running; its port is in ss -ltnp
    kcat -q -b BROKER -t foreflow.forecasts.v1 -C -e -X isolation.level=read_committed > forecasts.jsonl
    kcat -q -b BROKER -t foreflow.readings.v1 -C -e > readings.jsonl
    python3 docs/images/forecast_svg.py forecasts.jsonl readings.jsonl freeway-1 2025-05-19T00:00:00Z \\
        > docs/images/forecast.svg
"""

import json
import sys
from datetime import datetime, timedelta

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 350, 58, 16, 66, 34
BEFORE = 48  # hours shown before the origin


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main(forecasts, readings, sensor, origin_text):
    origin = instant(origin_text)
    forecast = next(
        f
        for f in read(forecasts)
        if f["sensor"] == sensor and f["origin"] == origin_text and f["revision"] == 0 and not f["fallback"]
    )
    own = (r for r in read(readings) if r["sensor"] == sensor and r["value"] is not None)
    values = {instant(r["time"]): r["value"] for r in own}  # of two readings of one time the later one counts
    horizon = len(forecast["values"])
    start = origin - timedelta(hours=BEFORE)
    top = max([*forecast["upper"], *(v for t, v in values.items() if start <= t < origin + timedelta(hours=horizon))])
    top = -(-top // 1000) * 1000

    def x(hours):
        return LEFT + (WIDTH - LEFT - RIGHT) * (hours + BEFORE) / (BEFORE + horizon)

    def y(value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    def line(points, style):
        path = " ".join(f"{x(h):.1f},{y(v):.1f}" for h, v in points)
        return f'<polyline points="{path}" fill="none" {style}/>'

    def actual(first, last):
        times = ((h, origin + timedelta(hours=h)) for h in range(first, last))
        return [(h, values[time]) for h, time in times if time in values]

    leads = range(horizon)
    band = [(h, forecast["upper"][h]) for h in leads] + [(h, forecast["lower"][h]) for h in reversed(leads)]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif" font-size="12" role="img"'
        ' aria-label="Two days of readings, the forecast of the next day with its 90 % interval, and actual.">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for value in range(0, int(top) + 1, 2000):
        out.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#e3e3e3"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#555">{value:,}</text>')
    for hour in range(-BEFORE, horizon + 1, 12):
        at = origin + timedelta(hours=hour)
        label = at.strftime("%a %d %b") if at.hour == 0 else "12:00"
        anchor = "start" if hour == -BEFORE else "end" if hour == horizon else "middle"
        out.append(f'<text x="{x(hour):.1f}" y="{HEIGHT - 12}" text-anchor="{anchor}" fill="#555">{label}</text>')
    out.append(f'<path d="M{x(0):.1f} {TOP - 6}V{HEIGHT - BOTTOM}" stroke="#555" stroke-dasharray="3 3"/>')
    out.append('<polygon points="' + " ".join(f"{x(h):.1f},{y(v):.1f}" for h, v in band) + '" fill="#cfe2f7"/>')
    out.append(line([(h + 24, v) for h, v in actual(-24, 0)], 'stroke="#b0b0b0" stroke-dasharray="5 4"'))
    out.append(line(actual(-BEFORE, 1), 'stroke="#333" stroke-width="1.6"'))
    out.append(line(list(zip(leads, forecast["values"])), 'stroke="#2f6db3" stroke-width="2.4"'))
    for hour, value in actual(0, horizon):
        place = f'cx="{x(hour):.1f}" cy="{y(value):.1f}" r="3"'
        out.append(f'<circle {place} fill="#fff" stroke="#333" stroke-width="1.4"/>')
    legend = [
        ('<path d="M0 -4h22" stroke="#333" stroke-width="1.6"/>', "readings"),
        ('<path d="M0 -4h22" stroke="#2f6db3" stroke-width="2.4"/>', "forecast"),
        ('<rect y="-10" width="22" height="12" fill="#cfe2f7"/>', "90 % interval"),
        ('<circle cx="11" cy="-4" r="3" fill="#fff" stroke="#333" stroke-width="1.4"/>', "actual"),
        ('<path d="M0 -4h22" stroke="#b0b0b0" stroke-dasharray="5 4"/>', "yesterday's value"),
    ]
    at = LEFT
    for mark, label in legend:
        out.append(f'<g transform="translate({at} 24)">{mark}<text x="28">{label}</text></g>')
        at += 56 + 7 * len(label)
    model = f'model {forecast["model"]["name"]}, method {forecast["method"]}'
    out.append(f'<text x="{LEFT}" y="44" fill="#555">{sensor}, vehicles an hour; {model}</text>')
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
