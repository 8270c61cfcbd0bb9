"""Child of runs.mjs: Consist as its README starts it: a tracker with a folder and a database, a function, a configuration."""

import json
import sys
import time

from consist import Tracker

runs, warm = int(sys.argv[1]), int(sys.argv[2])
tracker = Tracker(run_dir="./runs", db_path="./provenance.duckdb")


def nothing(x):
    return None


def work(first, count):
    return sum(tracker.run(fn=nothing, name="nothing", config={"x": first + k}).cache_hit for k in range(count))


def timed(expected):
    start, cpu = time.perf_counter(), time.process_time()
    cached = work(0, runs)
    times = {"wall": (time.perf_counter() - start) * 1e3 / runs, "cpu": (time.process_time() - cpu) * 1e3 / runs}
    assert cached == expected, f"{cached} of {runs} runs were answered, expected {expected}"
    return times


work(1_000_000, warm)
work(1_000_000, warm)
print(json.dumps({"executed": timed(0), "answered": timed(runs)}))
