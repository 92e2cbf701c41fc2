"""Draws what `plot` and `report` write, opens it in headless Chromium and tells what is wrong with it."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = pathlib.Path(__file__).parent
PROGRAM = os.environ["MARQ"]

# A picture of each kind, and what is hard for it: long names, other scripts, many rows, few, none below zero.
PLOTS = {
    "bars": ("us-tech", "gain over 20d"),
    "bars-names": ("hk-ai-2026", "drop where segment=llm"),
    "bars-groups": ("hk-ai-2026", "avg(drop) by segment"),
    "bars-one": ("us-tech", "gain where ticker=AAPL"),
    "bars-amounts": ("us-tech", "turnover over 1y"),
    "bars-two": ("us-tech", "bars gain, volatility over 20d"),
    "lines": ("us-tech", "level of group each month over 1y by segment"),
    "lines-one": ("us-tech", "close each day over 3m where ticker=IBM"),
    "lines-long": ("us-tech", "close each week ever"),
    "lines-near": ("us-tech", "level each day on 2012-10"),
    "lines-many": ("classroom", "level each week over 1y"),
    "histogram": ("us-tech", "histogram gain each day over 5y where ticker=AAPL"),
    "histogram-many": ("classroom", "histogram gain over 1y"),
    "scatter": ("us-tech", "gain, volatility over 1y"),
    "scatter-many": ("classroom", "scatter beta, volatility over 1y"),
}

# Pages of the work behind a figure.
WORKS = {
    "work-drop": ("hk-ai-2026", "drop where segment=llm"),
    "work-average": ("classroom", "avg(gain) on 2025-02-10"),
    "work-index": ("classroom", "gain of (segment=food) from 2024-12-27 to 2025-01-06"),
    "work-event": ("us-tech", "car, car_t around lehman from -5d to +5d for IBM"),
}

# Hand-outs of scripts that ship.
REPORTS = {
    "report-claims": ("hk-ai-2026", "Datasets/hk-ai-2026/claims.marq"),
    "report-lesson": ("hk-ai-2026", "Sources/Lessons/library/08-drawdown-and-recovery.marq"),
}

SCRIPT = """# A drop, looked at
#
# What fell, and by how much? `drop` is the fall from the last close.

drop where segment=llm
plot drop where segment=llm
explain drop where segment=llm
explain avg(drop) by segment for llm
plot gain over 20d where segment=llm

check drop > 20% where ticker=2513.HK

# ## Lehman
load us-tech
explain car around lehman from 0d to +5d
"""

# How it is looked at: colour scheme, medium, width.
VIEWS = {
    "light": ("light", "screen", 1000),
    "dark": ("dark", "screen", 1000),
    "print": ("light", "print", 794),
    "print-from-dark": ("dark", "print", 794),
    "narrow": ("light", "screen", 380),
}


def draw(folder):
    """Writes every picture and page; their paths."""
    paths = []
    for name, (data, question) in PLOTS.items():
        for ending in ("svg", "html"):
            path = folder / f"{name}.{ending}"
            run(data, f'plot {question} into "{path}"')
            paths.append(path)
    for name, (data, question) in WORKS.items():
        path = folder / f"{name}.html"
        run(data, f'explain {question} into "{path}"')
        paths.append(path)
    for name, (data, script) in REPORTS.items():
        path = folder / f"{name}.html"
        run(data, f'report "{HERE.parent.parent / script}" into "{path}"')
        paths.append(path)
    script = folder / "script.marq"
    script.write_text(SCRIPT)
    path = folder / "report.html"
    run("hk-ai-2026", f'report "{script}" into "{path}"')
    return paths + [path]


def run(data, statement):
    done = subprocess.run([PROGRAM, "--no-init", "-d", data, "-c", statement], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{statement}: {done.stderr}")


def blank(path, scheme, medium):
    """What is wrong with the screenshot itself."""
    with Image.open(path) as image:
        colours = image.convert("RGB").getcolors(image.width * image.height)
    total = sum(count for count, _ in colours)
    count, ground = max(colours)
    # Most is paper, some of it is not: text and a picture have edges of many shades.
    if len(colours) < 20 or count > 0.995 * total:
        return [f"it is blank: {len(colours)} colours, {count / total:.1%} of it {ground}"]
    is_dark = sum(ground) < 3 * 100
    if is_dark != (scheme == "dark" and medium == "screen"):
        return [f"its paper is {ground}"]
    return []


def main(shots):
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    script = (HERE / "faults.js").read_text()
    faults, looked = [], 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tools:
        paths = draw(pathlib.Path(folder))
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for view, (scheme, medium, width) in VIEWS.items():
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, offline=True)
            page = context.new_page()
            page.emulate_media(media=medium, color_scheme=scheme)
            for path in paths:
                # A picture alone has the size that it says; a page adapts.
                if path.suffix == ".svg" and view == "narrow":
                    continue
                if path.suffix == ".svg":
                    page.set_content(f'<!DOCTYPE html><body style="margin:0;color-scheme:light dark">{path.read_text()}</body>')
                else:
                    page.goto(path.as_uri())
                shot = shots / f"{path.stem}-{path.suffix[1:]}-{view}.png"
                if path.suffix == ".svg":
                    page.locator("svg").screenshot(path=shot)
                else:
                    page.screenshot(path=shot, full_page=True)
                looked += 1
                found = page.evaluate(script) + blank(shot, scheme, medium)
                faults += [f"{path.name}, {view}: {fault}" for fault in found]
            context.close()
        browser.close()
    for fault in faults:
        print(fault)
    print(f"{looked} views of {len(paths)} pictures and pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
