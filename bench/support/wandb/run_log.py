"""Logs rows with W&B's own client, offline: python run_log.py ROWS FOLDER

ROWS is a file of JSON: [{key: value}, …]. Prints how many seconds the calls of run.log and the end of the run took, and
how many bytes the run's file has.
"""

import glob
import json
import os
import sys
import time

import wandb

with open(sys.argv[1], encoding="utf-8") as file:
    rows = json.load(file)
os.makedirs(sys.argv[2], exist_ok=True)
settings = wandb.Settings(
    console="off", disable_git=True, save_code=False, x_disable_stats=True, x_disable_meta=True, silent=True
)
run = wandb.init(project="bench", mode="offline", dir=sys.argv[2], settings=settings)
run.define_metric("round")
run.define_metric("*", step_metric="round")
start = time.perf_counter()
for row in rows:
    run.log(row)
run.finish()
seconds = time.perf_counter() - start
[path] = glob.glob(os.path.join(sys.argv[2], "wandb", "offline-run-*", "*.wandb"))
print(json.dumps({"seconds": seconds, "bytes": os.path.getsize(path)}))
