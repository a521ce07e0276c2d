"""Makes runs with W&B's own client, as an app would, for tests that look at what it leaves on the server."""

import json
import math
import os
import sys

import wandb


def settings(**more):
    return wandb.Settings(
        console="off",
        silent=True,
        host="host",
        program="app",
        disable_git=True,
        disable_code=True,
        x_disable_stats=True,
        x_disable_meta=True,
        x_disable_machine_info=True,
        x_save_requirements=False,
        **more,
    )


def logged(args):
    """Rows, config, metrics, summary, a table, an artifact, an alert."""
    run = wandb.init(
        project=args["project"],
        id=args["id"],
        name="fedavg demo",
        group="exp-1",
        job_type="server",
        tags=["fl", "demo"],
        notes="a note",
        config={"algorithm": "fedavg", "lr": 0.01, "nested": {"clients": 2, "names": ["a", "b"]}, "seed": None},
        settings=settings(),
    )
    run.define_metric("round")
    run.define_metric("round/loss", step_metric="round")
    run.define_metric("client/c1/loss", step_metric="round", summary="min,mean")
    for row in args["rows"]:
        run.log({key: number(value) for key, value in row.items()})
    run.log({"locations": wandb.Table(columns=["client", "lat", "lon"], data=args["table"])})
    artifact = wandb.Artifact("fl-map", type="map", description="map of the run", metadata={"rounds": 10})
    for name, path in args["files"].items():
        artifact.add_file(path, name=name)
    run.log_artifact(artifact, aliases=["best"])
    run.alert("diverged", "gradient divergence", level=wandb.AlertLevel.WARN, wait_duration=5)
    run.config.update({"late": 1})
    run.finish(exit_code=args.get("exit_code", 0))


def number(value):
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(value, value) if isinstance(value, str) else value


def resumed(args):
    """Goes on with a run."""
    run = wandb.init(project=args["project"], id=args["id"], resume="must", settings=settings())
    for row in args["rows"]:
        run.log(row)
    run.finish()


def many(args):
    """A run of many rows."""
    quick = settings(x_file_stream_transmit_interval=1, x_file_stream_retry_wait_min_seconds=0.2)
    run = wandb.init(project=args["project"], id=args["id"], settings=quick)
    for step in range(args["count"]):
        run.log({"round": step, "round/loss": 1 / (step + 1)})
    run.finish()


if __name__ == "__main__":
    os.environ.setdefault("WANDB_SILENT", "true")
    {"logged": logged, "resumed": resumed, "many": many}[sys.argv[1]](json.loads(sys.stdin.read()))
