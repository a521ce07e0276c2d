"""Prints as JSON what TensorBoard's own reader finds below a folder: python tensorboard_read.py LOGDIR

With --watch it looks again, with the same readers, for each line of its input, and prints what it has at the end.
"""

import json
import logging
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

logging.disable(logging.WARNING)
ALL = {"scalars": 0, "tensors": 0, "histograms": 0}
readers = {}


def look(logdir):
    for folder, _, files in os.walk(logdir):
        if folder not in readers and any("tfevents" in name for name in files):
            readers[folder] = EventAccumulator(folder, size_guidance=ALL)
    for reader in readers.values():
        reader.Reload()


def texts_of(reader, tag):
    for event in reader.Tensors(tag):
        if event.tensor_proto.string_val:
            yield [event.step, event.wall_time, tensor_util.make_ndarray(event.tensor_proto).item().decode()]


def histogram_of(value):
    numbers = [value.min, value.max, value.num, value.sum, value.sum_squares]
    return [*map(repr, numbers), list(value.bucket_limit), list(value.bucket)]


def content_of(reader):
    tags = reader.Tags()
    return {
        "scalars": {tag: [[e.step, e.wall_time, repr(e.value)] for e in reader.Scalars(tag)] for tag in tags["scalars"]},
        "texts": {tag: list(texts_of(reader, tag)) for tag in tags["tensors"]},
        "histograms": {
            tag: [[e.step, e.wall_time, *histogram_of(e.histogram_value)] for e in reader.Histograms(tag)]
            for tag in tags["histograms"]
        },
        "descriptions": {tag: reader.SummaryMetadata(tag).summary_description for tag in reader.summary_metadata},
    }


logdir = sys.argv[1]
if "--watch" in sys.argv:
    for _ in sys.stdin:
        look(logdir)
        print("looked", flush=True)
look(logdir)
print(json.dumps({os.path.relpath(folder, logdir): content_of(reader) for folder, reader in readers.items()}))
