#!/usr/bin/env python3
"""Writes the tables of docs/tutorials.md from the results of `foreflow recipes run NAME --json` and keras_tutorials.py.

usage: python3 docs/benchmarks/tutorials_table.py > tables.md
"""

import json
import pathlib

RESULTS = pathlib.Path(__file__).parent / "results" / "tutorials"
ORDER = """traffic-dense traffic-simple-rnn traffic-lstm boston-linear california-housing imdb reuters
reuters-bottleneck pima-diabetes house-price-small house-price-large house-price-regularised ames-regression
mnist-dense mnist-conv dogs-cats-3conv dogs-cats-5conv vgg16-transfer vgg16-fine-tune""".split()
# What a recipe is judged by where the tutorial has no figure.
HEADLINE = ["testAccuracy", "testMae", "validationMae", "validationLoss"]
WIDTH = 120


def number(metric, value):
    if metric.endswith("Epoch"):
        return f"{value:.1f}"
    if metric.endswith("Accuracy"):
        return f"{100 * value:.1f} %"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def shown(metrics, metric):
    if metric not in metrics:
        return ""
    spread = metrics[metric]
    text = number(metric, spread["mean"])
    return text + (f" ± {number(metric, spread['deviation'])}" if spread.get("deviation") else "")


def rows(report):
    """The tutorial's figures, or the headline metric where there is none."""
    if report["figures"]:
        return [(f["metric"], f["published"], f["protocol"], f["verdict"]) for f in report["figures"]]
    protocol = report["protocols"].get("honest") or next(iter(report["protocols"].values()))
    metric = next(metric for metric in HEADLINE if metric in protocol["metrics"])
    return [(metric, None, None, "")]


def honest(report, metric):
    """The same metric under the honest protocol, or the one of its test rows."""
    metrics = report["protocols"].get("honest", {}).get("metrics", {})
    for candidate in [metric, metric.replace("validation", "test")]:
        if candidate in metrics:
            label = "" if candidate == metric else f"{candidate} "
            return label + shown(metrics, candidate)
    return ""


def twins(report):
    """The simple twin under the honest protocol, with its metric."""
    for variant in report["variants"]:
        if variant["kind"] == "twin" and variant["protocol"] == "honest":
            for metric in HEADLINE:
                if metric in variant["metrics"]:
                    return [(variant["name"], f"{metric} {shown(variant['metrics'], metric)}")]
    return []


def baselines(report):
    """What is reached without learning, under the honest protocol."""
    protocol = report["protocols"].get("honest") or next(iter(report["protocols"].values()))
    found = []
    for name, metrics in protocol["baselines"].items():
        if "expected" in name:
            continue
        metric, value = next(iter(metrics.items()))
        found.append((name, number("testAccuracy" if metric == "accuracy" else metric, value)))
    return found


def wrapped(items, first, further):
    """Joins items by semicolons, in lines of at most these widths."""
    lines = []
    for item in items:
        if lines and len(lines[-1]) + len(item) + 2 <= (first if len(lines) == 1 else further):
            lines[-1] += "; " + item
        else:
            lines.append(item)
    return lines


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def results(reports):
    print("| recipe | parameters | metric | the tutorial | ours, published | ours, honest | seconds |")
    print("|---|--:|---|--:|--:|--:|--:|")
    for name, report in reports.items():
        for i, (metric, value, protocol, verdict) in enumerate(rows(report)):
            first = i == 0
            ours = report["protocols"].get("published", {}).get("metrics", {})
            row(
                f"`{name}`" if first else "",
                f"{report['parameters']:,}" if first else "",
                metric,
                "" if value is None else number(metric, value),
                shown(ours, metric) + (f" ({verdict})" if verdict and protocol == "published" else ""),
                honest(report, metric) + (f" ({verdict})" if verdict and protocol == "honest" else ""),
                f"{report['seconds']:.0f}" if first else "",
            )


def references(reports):
    print("| recipe | beside it | honest |")
    print("|---|---|---|")
    for name, report in reports.items():
        for i, (reference, value) in enumerate(twins(report) + baselines(report)):
            row(f"`{name}`" if i == 0 else "", reference, value)


def variants(reports):
    wanted = ("lateValidationLoss", "validationLoss", "validationAccuracy", "validationMae", "foldAccuracy", "foldMae",
              "bestEpoch", "testAccuracy", "testTop3Accuracy", "testAccuracyWithPriors", "testMae")
    print("| variant | protocol | parameters | runs | metrics |")
    print("|---|---|--:|--:|---|")
    for name, report in reports.items():
        for variant in report["variants"]:
            metrics = [f"{m} {shown(variant['metrics'], m)}" for m in variant["metrics"] if m in wanted]
            cells = (f"`{name}`: {variant['name']}", variant["protocol"], f"{variant['parameters']:,}", variant["runs"])
            room = WIDTH - sum(len(str(cell)) + 3 for cell in cells) - 4
            for i, line in enumerate(wrapped(metrics, room, WIDTH - 16)):
                row(*(cells if i == 0 else [""] * 4), line)


def main():
    reports = {path.stem: json.loads(path.read_text()) for path in RESULTS.glob("*.json") if path.stem != "keras"}
    reports = {name: reports[name] for name in ORDER if name in reports}
    results(reports)
    print()
    references(reports)
    print()
    variants(reports)
    keras_file = RESULTS / "keras.json"
    if keras_file.exists():
        keras = json.loads(keras_file.read_text())
        print()
        print("| main fit | epochs | ours, s | Keras, s | Keras / ours |")
        print("|---|--:|--:|--:|--:|")
        for name, theirs in keras["recipes"].items():
            single = RESULTS / "single" / f"{name}.json"
            if not single.exists():
                continue
            report = json.loads(single.read_text())
            protocol = report["protocols"].get("published") or report["protocols"]["honest"]
            ours = protocol["fitSeconds"]
            print(f"| `{name}` | {theirs['epochs']} | {ours:.2f} | {theirs['fitSeconds']:.1f}"
                  f"{' (extrapolated)' if theirs.get('extrapolated') else ''} | {theirs['fitSeconds'] / ours:.1f} |")


if __name__ == "__main__":
    main()
