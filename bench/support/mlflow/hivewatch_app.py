"""HiveWatch's MLflowEmitter in an app that trains in no time: does what standard input says, a word and a number a line.

    hivewatch_app.py URL EXPERIMENT CLIENTS

`rounds N` runs N rounds, `updates N` records N updates; each prints a line of JSON with what that took.
"""

import json
import sys
import time

import hivewatch
from hivewatch.emitters import MLflowEmitter

url, experiment, clients = sys.argv[1], sys.argv[2], int(sys.argv[3])


def update(run, number, client):
    """One update with fourteen numbers; HiveWatch adds the status as the fifteenth."""
    x = (client * 7919 + number * 104729) % 10_000 / 10_000
    start = time.perf_counter()
    run.log_client_update(
        f"client-{client:05d}",
        round=number,
        base_round=number,
        local_loss=1 + x,
        local_accuracy=x,
        num_samples=100 + client,
        gradient_norm=3 * x,
        gradient_magnitude=x / 10,
        sparsity=x / 2,
        compression_ratio=0.25,
        bytes_sent=400_000 + client,
        bytes_received=500_000 + client,
        network_latency_ms=200 * x,
        train_time_sec=10 * x,
        cpu_pct=100 * x,
        ram_mb=1 + client / 1e6,
    )
    return time.perf_counter() - start


def tell(**what):
    print("told " + json.dumps(what), flush=True)


emitter = MLflowEmitter(tracking_uri=url, experiment=experiment)
run = hivewatch.init(run_id=experiment, emitters=[emitter], verbose=False)
number = 0
tell(ready=True)
for line in sys.stdin:
    word, count = line.split()
    start = time.perf_counter()
    blocked = 0.0
    if word == "updates":
        blocked = sum(update(run, number, client) for client in range(int(count)))
    else:
        for _ in range(int(count)):
            run.round_start(number)
            blocked += sum(update(run, number, client) for client in range(clients))
            run.log_round(number, global_accuracy=1 - 1 / (number + 2), global_loss=2 / (number + 1))
            number += 1
    tell(seconds=time.perf_counter() - start, blocked=blocked)
