"""On what it was measured, and how it is written down."""

import json
import platform
import re
import shutil
import subprocess
from pathlib import Path

import torch
from where import ROOT

START, END = "<!-- bench -->", "<!-- /bench -->"


def processor():
    """The processor's name as the system tells it."""
    info = Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    found = re.search(r"model name\s*: (.+)", text)
    return found[1].strip() if found else platform.processor() or "unknown"


def cores():
    """How many this process may use."""
    import os

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def chromium():
    """Its version."""
    path = shutil.which("chromium")
    if not path:
        return "none"
    said = subprocess.run(
        [path, "--version"], capture_output=True, text=True
    ).stdout
    return re.search(r"[\d.]+", said)[0]


def machine():
    """What a reader of the numbers must know."""
    ort = ROOT / "node_modules" / "onnxruntime-web" / "package.json"
    return {
        "processor": f"{processor()}, {cores()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "torch": torch.__version__,
        "Chromium": chromium(),
        "onnxruntime-web": json.loads(ort.read_text())["version"]
        if ort.exists()
        else "none",
    }


def markdown(tables):
    """The tables, each under its heading."""
    text = []
    for heading, note, columns, rows in tables:
        lines = [columns, ["---"] * len(columns), *rows]
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        text.append(f"### {heading}\n\n{note}\n\n{table}")
    return "\n\n".join(text)


def preamble(about):
    """One sentence: command, date, machine, versions."""
    named = dict(about["machine"])
    place = f"{named.pop('processor')}, {named.pop('system')}, no GPU"
    versions = ", ".join(f"{name} {v}" for name, v in named.items())
    minutes = about["seconds"] / 60
    return (
        f"`{about['command']}` on {about['date']} ({minutes:.0f} minutes, one"
        f" thread of torch; {place}; {versions}):"
    )


def put(path, text):
    """Write `text` between the marks of a file."""
    old = path.read_text(encoding="utf-8")
    if old.count(START) != 1 or old.count(END) != 1:
        raise ValueError(f"{path}: want {START} and {END}, once each.")
    head, rest = old.split(START)
    tail = rest.split(END)[1]
    path.write_text(f"{head}{START}\n\n{text}\n\n{END}{tail}", "utf-8")
