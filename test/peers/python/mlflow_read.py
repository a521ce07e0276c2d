"""Prints as JSON what MLflow has, read through its own client: python mlflow_read.py TRACKING_URI EXPERIMENT"""

import hashlib
import json
import logging
import sys
import tempfile
from pathlib import Path

from mlflow.tracking import MlflowClient

logging.disable(logging.WARNING)


def files_of(client, run_id):
    """Hash and size of every artifact, downloaded."""
    with tempfile.TemporaryDirectory() as folder:
        if not client.list_artifacts(run_id):
            return {}
        top = Path(client.download_artifacts(run_id, "", folder))
        return {
            str(path.relative_to(top)): {
                "bytes": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in sorted(top.rglob("*"))
            if path.is_file()
        }


def run_of(client, experiment, run):
    return {
        "experiment": experiment.name,
        "runId": run.info.run_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        # Python writes NaN as it is, which JSON has no word for.
        "metrics": {
            key: [[m.step, m.timestamp, repr(m.value)] for m in client.get_metric_history(run.info.run_id, key)]
            for key in run.data.metrics
        },
        "files": files_of(client, run.info.run_id),
    }


def main():
    client = MlflowClient(sys.argv[1])
    experiment = client.get_experiment_by_name(sys.argv[2])
    runs = client.search_runs([experiment.experiment_id], max_results=1000)
    print(json.dumps([run_of(client, experiment, run) for run in runs]))


main()
