"""Sends a small federated run to a fedotel bridge with nothing but the official OpenTelemetry SDK.

    pip install -r requirements.txt
    fedotel dev -- python send_run.py          # or: fedotel bridge, and run this beside it

Four clients fit a straight line by federated averaging. Everything that fedotel needs to know is in `Run` below: names
from the conventions (docs/conventions), sent as OTLP log events. Copy it into your own app.
"""

import os
import random
import time
import uuid

from opentelemetry._logs import SeverityNumber
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource


class Run:
    """One run: its identity is on the resource, each event names its round and client."""

    def __init__(self, job, algorithm, config, rounds):
        self.id = f"{job}-{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:4]}"
        resource = Resource.create({
            "service.name": job,
            "service.instance.id": uuid.uuid4().hex,
            "fl.run.id": self.id,
            "fl.run.attempt": time.time_ns() // 1_000_000,
            "fl.job.name": job,
        })
        self._provider = LoggerProvider(resource=resource)
        self._provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(), schedule_delay_millis=500))
        self._logger = self._provider.get_logger("fedotel")
        self._updates = 0
        self._rounds = 0
        self._event("fl.run.started", {
            "fl.aggregation.strategy": algorithm,
            "fl.run.config": config,
            "fl.run.planned_rounds": rounds,
        })

    def round_started(self, number, selected):
        self._event("fl.round.started", {"fl.round.number": number, "fl.round.clients.selected": selected})

    def client_update(self, number, client, **fields):
        """`fields` are the conventions' names below `fl.client.`, with underscores for dots where Python needs them."""
        self._updates += 1
        attributes = {f"fl.client.{name.replace('_', '.')}": value for name, value in fields.items()}
        self._event("fl.client.update", {
            "fl.round.number": number, "fl.client.id": client, "fl.operation.name": "train", **attributes,
        })

    def dropout(self, number, client, reason):
        self._event("fl.client.dropout", {
            "fl.round.number": number, "fl.client.id": client, "fl.dropout.reason": reason,
        }, SeverityNumber.WARN)

    def round_finished(self, number, selected, completed, dropped, loss, seconds):
        self._rounds += 1
        self._event("fl.round.finished", {
            "fl.round.number": number,
            "fl.round.result": "completed",
            "fl.round.clients.selected": selected,
            "fl.round.clients.completed": completed,
            "fl.round.clients.dropped": dropped,
            "fl.round.clients.failed": 0,
            "fl.round.clients.stragglers": 0,
            "fl.round.eval.loss": loss,
            "fl.round.duration": seconds,
        })

    def finish(self):
        self._event("fl.run.finished", {
            "fl.run.state": "finished",
            "fl.run.emitted.updates": self._updates,
            "fl.run.emitted.rounds": self._rounds,
        })
        self._provider.shutdown()  # sends what is still queued

    def _event(self, name, attributes, severity=SeverityNumber.INFO):
        self._logger.emit(event_name=name, timestamp=time.time_ns(), severity_number=severity, attributes=attributes)


def train(slope, intercept, samples, steps=20, rate=0.05):
    """Local training of one client: gradient descent on its own samples."""
    for _ in range(steps):
        errors = [(slope * x + intercept - y, x) for x, y in samples]
        slope -= rate * sum(error * x for error, x in errors) / len(samples)
        intercept -= rate * sum(error for error, _ in errors) / len(samples)
    return slope, intercept


def loss_of(slope, intercept, samples):
    return sum((slope * x + intercept - y) ** 2 for x, y in samples) / len(samples)


def main(rounds=5, clients=4):
    dice = random.Random(7)
    data = {
        f"site-{n}": [(x, 3 * x + 1 + dice.gauss(0, 0.1)) for x in (dice.uniform(n / 4, 1 + n / 4) for _ in range(20 + 10 * n))]
        for n in range(clients)
    }
    everything = [sample for samples in data.values() for sample in samples]
    run = Run("line", "FedAvg", {"rate": 0.05, "steps": 20, "clients": clients}, rounds)
    slope = intercept = 0.0
    for number in range(1, rounds + 1):
        started = time.monotonic()
        run.round_started(number, selected=clients)
        replies = []
        for client, samples in data.items():
            if number == 3 and client == "site-2":
                run.dropout(number, client, "battery")
                continue
            begun = time.monotonic()
            local = train(slope, intercept, samples)
            replies.append((local, len(samples)))
            run.client_update(
                number, client, loss=loss_of(*local, samples), samples=len(samples),
                train_duration=time.monotonic() - begun, bytes_sent=16, bytes_received=16,
                extra_platform="python", metric_slope=local[0],
            )
        total = sum(count for _, count in replies)
        slope = sum(local[0] * count for local, count in replies) / total
        intercept = sum(local[1] * count for local, count in replies) / total
        run.round_finished(
            number, clients, len(replies), clients - len(replies), loss_of(slope, intercept, everything),
            time.monotonic() - started,
        )
    run.finish()
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    print(f"sent {run.id} to {endpoint}: slope {slope:.2f}, intercept {intercept:.2f}")


if __name__ == "__main__":
    main()
