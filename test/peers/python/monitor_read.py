"""What psutil says of a process with its child processes and of the host, beside a table of the monitor: PID FILE."""

import csv
import json
import sys
import time

import psutil

pid, file = int(sys.argv[1]), sys.argv[2]


def used():
    members = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    times = [member.cpu_times() for member in members]
    return {
        "cpu": sum(t.user + t.system for t in times) + times[0].children_user + times[0].children_system,
        "memory": sum(member.memory_info().rss for member in members),
    }


print(json.dumps(used()), flush=True)
for line in sys.stdin:
    if line == "end\n":
        break
    print(json.dumps(used()), flush=True)
memory = psutil.virtual_memory()
last = used()
with open(file, newline="") as table:
    rows = list(csv.DictReader(table))
print(
    json.dumps(
        {
            **last,
            "memoryPercent": (memory.total - memory.available) / memory.total * 100,
            "rows": len(rows),
            "columns": sorted(rows[-1]),
            "seconds": [float(row["seconds"]) for row in rows],
            "shares": [row["process_cpu_utilization_percentage"] for row in rows],
            "now": time.time(),
        }
    ),
    flush=True,
)
