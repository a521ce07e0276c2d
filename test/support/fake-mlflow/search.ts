import type { FakeStore } from './store.js';
import { type FakeRun, invalidParameter } from './types.js';

type Body = Readonly<Record<string, unknown>>;

/** A clause of a filter: a tag, param or attribute with an exact value. */
const CLAUSE = /^\s*(tags|params|attributes)\.(?:`([^`]+)`|"([^"]+)"|([\w.]+))\s*=\s*(?:"([^"]*)"|'([^']*)')\s*$/;
/** An order: a metric or the start, up or down. */
const ORDER = /^\s*(metrics|attributes)\.(?:`([^`]+)`|"([^"]+)"|([\w.]+))(?:\s+(ASC|DESC))?\s*$/i;

/** `runs/search` for filters of exact values joined by `and`, and orders by metric or start: what clients of ours use. */
export function searchRuns(store: FakeStore, body: Body): { runs: FakeRun[]; next: string | undefined } {
  const experiments = new Set(Array.isArray(body.experiment_ids) ? body.experiment_ids.map(String) : []);
  const clauses = typeof body.filter === 'string' && body.filter !== '' ? body.filter.split(/\sand\s/i) : [];
  const matches = clauses.map(clauseOf);
  const found = [...store.runs.values()]
    .filter((run) => !run.deleted && experiments.has(run.experimentId) && matches.every((match) => match(run)))
    .sort((a, b) => b.startTime - a.startTime);
  for (const order of (Array.isArray(body.order_by) ? body.order_by : []).reverse()) sortBy(found, String(order));
  const from = Number(body.page_token ?? 0);
  const most = Number(body.max_results ?? 1000);
  if (most < 1 || most > 50_000) throw invalidParameter(`Invalid value ${most} for parameter 'max_results'`);
  return { runs: found.slice(from, from + most), next: from + most < found.length ? String(from + most) : undefined };
}

function clauseOf(text: string): (run: FakeRun) => boolean {
  const match = CLAUSE.exec(text);
  if (match === null) throw invalidParameter(`Invalid clause(s) in filter string: '${text}'`);
  const [, kind, quoted, doubled, bare, value, single] = match;
  const key = quoted ?? doubled ?? bare ?? '';
  const wanted = value ?? single ?? '';
  return (run) => {
    if (kind === 'tags') return run.tags.get(key) === wanted;
    if (kind === 'params') return run.params.get(key) === wanted;
    return (key === 'status' ? run.status : run.name) === wanted;
  };
}

/** NaN after all numbers, runs without a value last, whatever the direction. */
function sortBy(runs: FakeRun[], text: string): void {
  const match = ORDER.exec(text);
  if (match === null) throw invalidParameter(`Invalid order_by clause '${text}'`);
  const [, kind, quoted, doubled, bare, direction] = match;
  const key = quoted ?? doubled ?? bare ?? '';
  const sign = direction?.toUpperCase() === 'DESC' ? -1 : 1;
  const sortValue = (run: FakeRun) => (kind === 'metrics' ? run.latest.get(key)?.value : run.startTime);
  const rank = (value: number | undefined) => (value === undefined ? 2 : Number(Number.isNaN(value)));
  runs.sort((a, b) => {
    const [left, right] = [sortValue(a), sortValue(b)];
    return rank(left) - rank(right) || (rank(left) === 0 ? sign * (Number(left) - Number(right)) : 0);
  });
}
