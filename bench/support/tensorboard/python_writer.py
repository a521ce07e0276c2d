"""Writes points with TensorBoard's own writer, which needs neither TensorFlow nor PyTorch: python python_writer.py POINTS

POINTS is a file of JSON: [[folder, tag, step, seconds, value], …]. For each line of its input, which names a folder, it
writes all of them below that folder and prints how many seconds that took, from the first one to closed files.
"""

import json
import os
import sys
import time

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter

with open(sys.argv[1], encoding="utf-8") as file:
    points = json.load(file)
print("ready", flush=True)
for line in sys.stdin:
    logdir = line.strip()
    start = time.perf_counter()
    writers = {}
    for folder, tag, step, seconds, value in points:
        writer = writers.get(folder)
        if writer is None:
            writer = writers[folder] = EventFileWriter(os.path.join(logdir, folder))
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        writer.add_event(Event(wall_time=seconds, step=step, summary=summary))
    for writer in writers.values():
        writer.close()
    print(time.perf_counter() - start, flush=True)
