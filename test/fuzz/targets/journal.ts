import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeLine, encodeLine, identityOf } from '../../../exporters/journal/index.js';
import { toGeoJson, toHiveWatchMap } from '../../../exporters/map/index.js';
import { createProjection, type ProjectionOutput } from '../../../exporters/projection/index.js';
import { createRunModel, explainRound } from '../../../exporters/run-model/index.js';
import type { FuzzTarget } from '../fuzz.js';

const WORDS: readonly string[] = [
  ...['"event_type":"', '"run_id":"', '"attempt":', '"round":', '"clients":[{"client_id":"', '"round_metrics":{'],
  ...['client_update', 'round_start', 'round_end', 'task', 'evaluation', 'scalar', 'histogram', 'text', 'checkpoint'],
  ...['resource_sample', 'finished', 'comm_failure', 'client_dropout', 'run_update', 'server_metadata', 'artifact'],
  ...['NaN', '"NaN"', 'Infinity', '-Infinity', 'null', '1e999', '-0', '9007199254740993', '__proto__', 'constructor'],
  ...[
    '"2026-11-22T10:00:00.000Z"',
    '"+275760-09-13T00:00:00.001Z"',
    '\n',
    '\r\n',
    '\\u0000',
    '\ud83d\ude00',
    '{}',
    '[]',
  ],
];

/** A journal of ours or of HiveWatch, as the bridge, the page, the sinks and `runs` read it. */
export function journalTarget(): FuzzTarget {
  const seeds = ['full.jsonl', 'live-torn.jsonl'].map((name) => readFileSync(`test/fixtures/hivewatch/${name}`));
  return {
    name: 'journal',
    seeds: [...seeds.map((seed) => seed.subarray(0, 12_000)), ...seeds.map((seed) => seed.subarray(-8000))],
    words: WORDS,
    watched: /\/exporters\/(journal|run-model|projection|map)\//,
    run: takeJournal,
  };
}

/** Whatever stands in a journal is read, or passed over line by line; nothing that shows a run fails on it. */
function takeJournal(input: Uint8Array): void {
  const model = createRunModel();
  const projection = createProjection({ perClient: 'keys' });
  const outputs: ProjectionOutput[] = [];
  for (const text of Buffer.from(input).toString('utf8').split('\n')) {
    const decoded = decodeLine(text);
    if (decoded.kind !== 'event') continue;
    const line = encodeLine(decoded.event);
    const again = decodeLine(line);
    assert.ok(again.kind === 'event', line);
    assert.equal(encodeLine(again.event), line);
    identityOf(decoded.event);
    model.apply(decoded.event);
    projection.apply(decoded.event, outputs);
  }
  projection.settle(outputs);
  const view = model.view();
  for (const [index, round] of view.rounds.entries())
    explainRound(round, view.rounds.slice(Math.max(0, index - 5), index));
  JSON.stringify([toHiveWatchMap(view), toGeoJson(view)], (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
