"""Measure, print, and write what was measured."""

import argparse
import json
import sys
import time
import traceback
from pathlib import Path

import torch

import bench
from bench import (
    build,
    growth,
    kernel,
    networks,
    pages,
    report,
    training,
    widgets,
)

# in this order: what `build` leaves is what the pages are measured on
PARTS = {
    "build": build,
    "networks": networks,
    "growth": growth,
    "training": training,
    "kernel": kernel,
    "pages": pages,
    "widgets": widgets,
}
SHOWN = (
    "pages", "widgets", "kernel", "networks", "training", "growth", "build",
)  # fmt: skip
LONG = {"build"}


def arguments(argv=None):
    """What is asked for."""
    parser = argparse.ArgumentParser("bench", description=bench.__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART",
                        help=f"of {', '.join(PARTS)}")  # fmt: skip
    parser.add_argument("--long", action="store_true",
                        help="also build the book and run nbval")  # fmt: skip
    parser.add_argument("--tiny", action="store_true",
                        help="see only whether it works")  # fmt: skip
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--readme", type=Path,
                        help="write the tables between its marks")  # fmt: skip
    args = parser.parse_args(argv)
    if args.readme and (args.only or args.tiny):
        parser.error("--readme wants every part, in full.")
    return args


def command(args):
    """What to type for the same again; files that are written apart."""
    if args.readme and args.long:
        return "make bench"
    flags = [f"--{f}" for f in ("long", "tiny") if getattr(args, f)]
    only = ["--only", *args.only] if args.only else []
    return " ".join(["python -m bench", *flags, *only])


def measured(names, size):
    """Part → numbers; a part that fails is told, and the rest goes on."""
    found, failed = {}, []
    for name in names:
        start = time.perf_counter()
        try:
            found[name] = PARTS[name].measure(size)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        took = time.perf_counter() - start
        print(f"{name}: {took:.0f} s", file=sys.stderr, flush=True)
    return found, failed


def main(argv=None):
    """Returns 1 where a part failed."""
    args = arguments(argv)
    torch.set_num_threads(1)
    skipped = set() if args.long else LONG
    wanted = args.only or [name for name in PARTS if name not in skipped]
    size = bench.TINY if args.tiny else bench.Size()
    start = time.perf_counter()
    found, failed = measured(wanted, size)
    about = {
        "command": command(args),
        "date": time.strftime("%Y-%m-%d"),
        "seconds": round(time.perf_counter() - start),
        "machine": report.machine(),
        "repeats": size._asdict(),
    }
    tables = [
        table
        for name in SHOWN
        if name in found
        for table in PARTS[name].tables(found[name])
    ]
    text = f"{report.preamble(about)}\n\n{report.markdown(tables)}"
    print(text)
    if args.json:
        whole = json.dumps({**about, **found}, indent=1, ensure_ascii=False)
        args.json.write_text(whole + "\n", encoding="utf-8")
    if args.readme and not failed:
        report.put(args.readme, text)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
