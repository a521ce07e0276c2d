"""Prints what HiveWatch's own builder makes of a journal, as JSON."""

import json
import sys

from hivewatch.map.metadata import build_map_metadata_from_events

with open(sys.argv[1], encoding="utf-8") as lines:
    print(json.dumps(build_map_metadata_from_events([json.loads(line) for line in lines])))
