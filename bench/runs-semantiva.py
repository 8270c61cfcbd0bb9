"""Child of runs.mjs: a run-space launch as `semantiva run` does it, with its JSONL trace. It has no run cache."""

import json
import sys
import time
from pathlib import Path

from semantiva.cli import main

runs, warm = int(sys.argv[1]), int(sys.argv[2])


def launch(name, count):
    """One node that passes a number on: the least that a pipeline can do."""
    block = {"mode": "by_position", "context": {"value": [float(k) for k in range(count)]}}
    spec = {
        "extensions": ["semantiva-examples"],
        "trace": {"driver": "jsonl", "output_path": f"./{name}"},
        "pipeline": {"nodes": [{"processor": "FloatValueDataSource"}]},
        "run_space": {"max_runs": count, "blocks": [block]},
    }
    Path(f"{name}.yaml").write_text(json.dumps(spec))
    start, cpu = time.perf_counter(), time.process_time()
    try:
        main(["run", f"{name}.yaml", "--quiet"])
    except SystemExit as end:
        assert end.code == 0, end.code
    times = {"wall": (time.perf_counter() - start) * 1e3 / count, "cpu": (time.process_time() - cpu) * 1e3 / count}
    files = len(list(Path(name).glob("*.ser.jsonl")))
    assert files == count, f"{files} traces of {count} runs"
    return times


launch("warm", warm)
print(json.dumps({"executed": launch("first", runs), "answered": launch("again", runs)}))
