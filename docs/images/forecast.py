#!/usr/bin/env python3
"""Draws one chart of a backtest's report as pictures: forecast-light.png and forecast-dark.png in this folder.

    ./foreflow backtest --data i880_flow_hourly_long.csv.gz --models dense --out /tmp/i880
    docs/images/forecast.py /tmp/i880/backtest.html 'A usual day'

Needs chromium. The chart shows the day before, the forecast with its interval, what came, and the same day of last week.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

report, title = sys.argv[1:3]
page = pathlib.Path(report).read_text(encoding="utf-8")
figures = re.findall(r'<figure class="chart".*?</figure>', page, re.DOTALL)
chosen = [figure for figure in figures if re.search(r"<strong>" + re.escape(title), figure)]
if not chosen:
    sys.exit(f"{report} has no chart whose title begins with {title}")
style = "<style>body { padding: .5rem 1rem; max-width: none } figure { margin: 0 } details { display: none }</style>"
head, rest = page.split("<body>", 1)
script = rest[rest.index("<script>"):]
with tempfile.TemporaryDirectory() as folder:
    one = pathlib.Path(folder, "chart.html")
    one.write_text(head + style + "<body>\n" + chosen[0] + script, encoding="utf-8")
    for scheme, number in (("light", 1), ("dark", 0)):
        picture = pathlib.Path(__file__).resolve().parent / f"forecast-{scheme}.png"
        subprocess.run(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--user-data-dir={folder}/profile", "--force-device-scale-factor=2", "--window-size=900,460",
             f"--blink-settings=preferredColorScheme={number}", f"--screenshot={picture}", one.as_uri()],
            check=True, timeout=120, stderr=subprocess.DEVNULL)
        print(picture)
