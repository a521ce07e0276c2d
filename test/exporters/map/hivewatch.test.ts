import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { encodeJson } from '../../../exporters/journal/codec/encode.js';
import { parseTolerant } from '../../../exporters/journal/codec/parse-tolerant.js';
import type { JsonObject, JsonValue } from '../../../exporters/journal/events.js';
import { toHiveWatchMap } from '../../../exporters/map/index.js';
import { readRun } from '../../support/read-run.js';

/** Where our map of HiveWatch's recorded run is meant to differ from HiveWatch's own: the faults its README lists. */
const TOLERATED: readonly string[] = [
  // Its round end repeats clients with the status of their update, which undoes what happened after the update.
  'rounds[2].clients[edge/03 küche].status: "active" there, "dropped" here',
  'rounds[3].clients[🐝-hive_5].status: "active" there, "failed" here',
];

/** Fields that we add. Anything else that is not in HiveWatch's map is a mistake. */
const OURS = {
  map: ['state', 'best', 'last_data_at', 'checkpoints', 'roundless_clients'],
  round: [
    ...['state', 'started_at', 'ended_at', 'num_late', 'num_samples', 'total_bytes_up', 'total_bytes_down'],
    ...['num_selected', 'num_completed', 'num_failures', 'num_dropped', 'num_stragglers'],
  ],
  client: ['outcome', 'late', 'num_updates', 'dropout_reason', 'failure_reason'],
} as const;

/** Every difference between two values, as texts that name the place. */
function differences(
  theirs: JsonValue | undefined,
  ours: JsonValue | undefined,
  path: string,
  allowed: readonly string[],
): string[] {
  if (Array.isArray(theirs) && Array.isArray(ours)) return listDifferences(theirs, ours, path);
  if (isObject(theirs) && isObject(ours)) {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...keys].flatMap((key) => {
      const place = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(theirs, key))
        return allowed.includes(key) ? [] : [`${place}: not there, ${text(ours[key])} here`];
      if (!Object.hasOwn(ours, key)) return [`${place}: ${text(theirs[key])} there, not here`];
      return differences(theirs[key], ours[key], place, []);
    });
  }
  return Object.is(theirs, ours) ? [] : [`${path}: ${text(theirs)} there, ${text(ours)} here`];
}

function listDifferences(theirs: readonly JsonValue[], ours: readonly JsonValue[], path: string): string[] {
  const isRounds = path === 'rounds';
  const isClients = /^rounds\[\d+\]\.clients$/.test(path);
  const allowed = isRounds ? OURS.round : isClients ? OURS.client : [];
  const name = (item: JsonValue | undefined, index: number) =>
    isClients && isObject(item) ? String(item.client_id) : String(index);
  const length = Math.max(theirs.length, ours.length);
  return Array.from({ length }, (_, index) =>
    differences(theirs[index], ours[index], `${path}[${name(theirs[index] ?? ours[index], index)}]`, allowed),
  ).flat();
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: JsonValue | undefined): string {
  return encodeJson(value);
}

describe('map: HiveWatch’s recorded run', () => {
  let theirs: JsonValue;
  let ours: JsonObject;

  before(async () => {
    theirs = parseTolerant(await readFile('test/fixtures/hivewatch/full.map.json', 'utf8'));
    ours = toHiveWatchMap(await readRun('test/fixtures/hivewatch/full.jsonl'));
  });

  it('has the content of HiveWatch’s own map, field by field, minus the faults that are known', () => {
    assert.deepEqual(differences(theirs, ours, '', OURS.map), [...TOLERATED]);
  });

  it('still has it after it was written and read', () => {
    assert.deepEqual(differences(theirs, parseTolerant(encodeJson(ours)), '', OURS.map), [...TOLERATED]);
  });

  it('keeps the order of rounds and clients', () => {
    const order = (map: JsonValue) =>
      isObject(map) && Array.isArray(map.rounds)
        ? map.rounds.map((round: JsonObject) => [
            round.round,
            (round.clients as JsonObject[]).map((client) => client.client_id),
          ])
        : undefined;
    assert.deepEqual(order(ours), order(theirs));
  });

  it('keeps integers beyond 2^53 digit by digit, zeros, and free keys of any kind', () => {
    assert.match(encodeJson(ours), /"tokens":9007199254740993[,}]/);
    const rounds = ours.rounds as JsonObject[];
    const [, , third] = (rounds[0]?.clients ?? []) as JsonObject[];
    assert.deepEqual([third?.bytes_sent, third?.quant, third?.battery_ok], [0, { bits: 8, scheme: 'affine' }, true]);
    assert.equal(Object.hasOwn(third ?? {}, 'maybe'), false, 'nulls say nothing');
  });

  it('finds differences (a comparison that cannot fail shows nothing)', () => {
    const changed = structuredClone(ours) as { rounds: { clients: Record<string, JsonValue>[] }[] };
    const client = changed.rounds[0]?.clients[1];
    assert.ok(client);
    client.local_loss = 7;
    client.surprise = 1;
    delete client.city;
    const found = differences(theirs, changed as unknown as JsonObject, '', OURS.map);
    const place = 'rounds[0].clients[病院-東京]';
    assert.deepEqual(found.filter((line) => line.startsWith(place)).sort(), [
      `${place}.city: "東京" there, not here`,
      `${place}.local_loss: 2.221682 there, 7 here`,
      `${place}.surprise: not there, 1 here`,
    ]);
  });
});
