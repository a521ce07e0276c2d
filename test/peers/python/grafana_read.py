"""Reads dashboards with the classes that Grafana's makers generate from its schemas, and writes them again.

Prints what did not come back the same, as a JSON list of `file path: before -> after`: a field that the schema does not
have, a value that it does not take.
"""

import json
import sys
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def differences(before, after, path):
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            yield from differences(value, after.get(key), f"{path}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after)):
            yield from differences(old, new, f"{path}/{index}")
    elif before != after:
        yield f"{path}: {json.dumps(before)} -> {json.dumps(after)}"


def main():
    register_default_plugins()
    found = []
    for name in sys.argv[1:]:
        before = json.loads(Path(name).read_text(encoding="utf-8"))
        after = json.loads(JSONEncoder().encode(Dashboard.from_json(before)))
        found.extend(differences(before, after, Path(name).name))
    print(json.dumps(found))


main()
