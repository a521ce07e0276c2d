"""Compares a run's tables, as pyarrow, pandas and DuckDB read them, with its journal: python tables_read.py JOURNAL STEM

What the rows must be is worked out from the journal's lines here, with nothing but Python's json. STEM is the path of the
tables up to `.rounds.parquet`. Prints the number of rows of each table, and ends with an error at the first difference.
"""

import json
import math
import re
import sys
from datetime import datetime, timezone

import duckdb
import pandas
import pyarrow
import pyarrow.parquet

TIMES = {"timestamp", "started_at", "ended_at", "start_time", "end_time"}
NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
BASE = ["run_id", "attempt", "timestamp"]


def nanos(text):
    """Nanoseconds since 1970 of an ISO 8601 time in UTC."""
    if text is None:
        return None
    day, fraction = re.fullmatch(r"([^.]*?)(?:\.(\d+))?(?:Z|\+00:00)", text).groups()
    seconds = int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp())
    return seconds * 10**9 + int((fraction or "").ljust(9, "0"))


def same(found, wanted):
    if isinstance(wanted, bool) or isinstance(found, bool) or wanted is None or found is None:
        return found is wanted
    if isinstance(wanted, (dict, list)):
        return isinstance(found, str) and json.loads(found) == wanted
    if isinstance(wanted, float) and math.isnan(wanted):
        return isinstance(found, float) and math.isnan(found)
    return found == wanted


class Expected:
    """The rows of all tables."""

    def __init__(self, path):
        self.tables = {name: [] for name in ("tasks", "events", "scalars", "resource_samples")}
        self.rounds, self.updates, self.samples = {}, {}, {}
        place = 0
        with open(path, "rb") as lines:
            for line in lines:
                place += len(line)
                self.take(json.loads(line), place)
        self.tables["rounds"] = list(self.rounds.values())
        self.tables["client_updates"] = list(self.updates.values())

    def take(self, event, place):
        kind = event.pop("event_type")
        base = {name: event.pop(name, None) for name in BASE} | {"sequence": place}
        if kind in ("client_update", "evaluation") and (kind == "client_update" or "client" in event):
            for client in event["clients"] if kind == "client_update" else [event["client"]]:
                self.take_update(base, event, dict(client))
            return
        self.take_round(kind, base, event)
        if kind == "task":
            row = base | {"start_time": event.pop("start"), "end_time": event.pop("end", None)}
            row |= {name: event.pop(name, None) for name in ("kind", "phase", "side", "round", "client_id", "operation")}
            row |= {name: event.pop(name, None) for name in ("error", "trace_id", "span_id", "parent_span_id")}
            if row["end_time"] is not None:
                row["duration_sec"] = (nanos(row["end_time"]) - nanos(row["start_time"])) / 1e9
            self.tables["tasks"].append(row | {"data": event or None})
        elif kind == "scalar":
            value = event["value"]
            exact = value if isinstance(value, int) and abs(value) > 2**53 else None
            row = base | {name: event.get(name) for name in ("client_id", "name", "step")}
            row |= {"value": NAMED[value] if isinstance(value, str) else float(value), "value_int64": exact}
            self.tables["scalars"].append(row)
        elif kind == "resource_sample":
            client = event.get("client_id")
            last = self.samples.get(client)
            if last is not None and last["timestamp"] == base["timestamp"]:
                last |= {name: value for name, value in event["resources"].items() if name not in last}
                return
            row = base | {"client_id": client, "round": event.get("round")} | event["resources"]
            self.samples[client] = row
            self.tables["resource_samples"].append(row)
        else:
            self.take_event(kind, base, event)

    def take_event(self, kind, base, event):
        clients = event.pop("clients", None) or []
        for client in [{}] if kind != "client_dropout" else clients:
            fields = event | ({"client_id": client["client_id"]} if client else {})
            rest = {name: value for name, value in client.items() if name != "client_id"}
            fields |= {"client": rest} if rest else {}
            row = base | {"event_type": kind}
            for name in ("round", "client_id", "operation", "name", "step", "reason", "path"):
                row[name] = fields.pop(name, None)
            self.tables["events"].append(row | {"data": fields or None})

    def take_update(self, base, event, client):
        number = event.get("round")
        identity = (base["attempt"], number, event.get("operation", "train"), base["timestamp"], client["client_id"])
        row = self.updates.setdefault(identity, {"late": False, "complete": True})
        row |= {"run_id": base["run_id"], "attempt": base["attempt"], "round": number, "timestamp": base["timestamp"]}
        row |= {"operation": event.get("operation", "train"), "late": row["late"] or event.get("late", False)}
        client.pop("round", None)
        spelt = {name[:-5]: NAMED[value] for name, value in client.items() if name in ("local_accuracy_text", "accuracy_text")}
        row |= {name: NAMED.get(value, value) if isinstance(value, str) else value for name, value in client.items()
                if value is not None and not name.endswith("accuracy_text")} | spelt

    def take_round(self, kind, base, event):
        span = kind == "task" and event["kind"] == "round"
        if kind not in ("round_start", "round_end") and not span:
            return
        number = event["round"]
        row = self.rounds.setdefault((base["attempt"], number), {"run_id": base["run_id"], "attempt": base["attempt"]})
        row["round"] = number
        fill = {}
        if kind == "round_start":
            fill = {"started_at": base["timestamp"], "num_selected": event.get("num_selected")}
        elif kind == "round_end":
            row["ended_at"] = base["timestamp"]
            row |= dict(results(event["round_metrics"]))
        elif span:
            fill = {"started_at": event["start"]}
            if event["phase"] == "ended" and event.get("error") != "unfinished":
                fill |= {"ended_at": event["end"], "error": event.get("error")} | dict(results(event.get("round_metrics") or {}))
        for name, value in fill.items():
            if row.get(name) is None:
                row[name] = value


def results(metrics):
    for name, value in metrics.items():
        if name in ("metrics", "algorithm_metadata"):
            prefix = "metric." if name == "metrics" else "algorithm."
            yield from ((prefix + free, inner) for free, inner in value.items())
        elif name == "global_accuracy_text":
            yield "global_accuracy", NAMED[value]
        elif value is not None:
            yield name, NAMED.get(value, value) if isinstance(value, str) else value


def from_pyarrow(path):
    table = pyarrow.parquet.read_table(path)
    for index, field in enumerate(table.schema):
        assert pyarrow.types.is_timestamp(field.type) == (field.name in TIMES), field
        if field.name in TIMES:
            assert str(field.type) == "timestamp[ns, tz=UTC]", field
            table = table.set_column(index, field.name, table.column(index).cast(pyarrow.int64()))
    return table.to_pylist()


def from_duckdb(path):
    columns = [row[0] for row in duckdb.sql(f"describe select * from '{path}'").fetchall()]
    quoted = [f'epoch_ns("{name}")' if name in TIMES else f'"{name}"' for name in columns]
    rows = duckdb.sql(f"select {', '.join(quoted)} from '{path}'").fetchall()
    return [dict(zip(columns, row)) for row in rows]


def from_pandas(path):
    """Through pandas' nullable types, which tell null from NaN."""
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    for name in TIMES & set(frame.columns):
        frame[name] = frame[name].astype("timestamp[ns][pyarrow]").astype("int64[pyarrow]")
    rows = frame.to_dict("records")
    return [{name: None if value is pandas.NA else value for name, value in row.items()} for row in rows]


def from_csv(path, types):
    """Through pandas; texts become what the column of the Parquet file says."""
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, na_filter=False)
    raw = open(path, encoding="utf-8", newline="").read()
    assert raw.endswith("\r\n") and not raw.startswith("\ufeff")
    read = {"int64": int, "double": float, "bool": lambda text: text == "true", "string": str}
    for row in frame.to_dict("records"):
        yield {name: None if text == "" else nanos(text) if name in TIMES else read[types[name]](text)
               for name, text in row.items()}


def compare(name, reader, found, wanted):
    found = list(found)
    assert len(found) == len(wanted), f"{name} by {reader}: {len(found)} rows, not {len(wanted)}"
    for index, (row, expected) in enumerate(zip(found, wanted)):
        for column in row.keys() | {key for key, value in expected.items() if value is not None}:
            value = expected.get(column)
            value = nanos(value) if column in TIMES else value
            # pandas takes an empty text in quotes for one without.
            value = None if reader == "CSV" and value == "" else value
            assert column in row, f"{name} by {reader}: no column {column}"
            assert same(row[column], value), f"{name} by {reader}, row {index}, {column}: {row[column]!r}, not {value!r}"


journal, stem = sys.argv[1:3]
counts = {}


def key(row):
    """Updates and samples come when they are whole, others in the journal's order."""
    names = ("attempt", "round", "timestamp", "client_id", "operation") if name == "client_updates" else ()
    return [row.get("sequence", 0), [str(row.get(column)) for column in names]]


def order(rows):
    return sorted(rows, key=key)


for name, wanted in Expected(journal).tables.items():
    path = f"{stem}.{name}.parquet"
    schema = pyarrow.parquet.read_schema(path)
    types = {field.name: str(field.type) for field in schema}
    as_nanos = [row | {column: nanos(row[column]) for column in TIMES & row.keys()} for row in wanted]
    wanted = [wanted[index] for index in sorted(range(len(wanted)), key=lambda place: key(as_nanos[place]))]
    compare(name, "pyarrow", order(from_pyarrow(path)), wanted)
    compare(name, "pandas", order(from_pandas(path)), wanted)
    compare(name, "DuckDB", order(from_duckdb(path)), wanted)
    compare(name, "CSV", order(from_csv(f"{stem}.{name}.csv", types)), wanted)
    [[rows]] = duckdb.sql(f"select count(*) from read_csv('{stem}.{name}.csv')").fetchall()
    assert rows == len(wanted), f"{name} as CSV by DuckDB: {rows} rows"
    counts[name] = len(wanted)
print(json.dumps(counts))
