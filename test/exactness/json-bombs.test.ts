import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MAX_JSON_VALUES } from '../../exporters/otlp/limits.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { mostMemory } from '../support/most-memory.js';
import { updatesBody } from '../support/otlp-json.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How large a bomb is; the long form has what a receiver takes at most. */
const BYTES = Number(process.env.FEDOTEL_TEST_BOMB_MEGABYTES ?? 2) * 1e6;
/** Most memory that a bridge may have had, whatever the size: a body, its text, and what it says. */
const MOST_BYTES = 1280 * 2 ** 20;
const TIME = 1_800_000_000_000_000_000n;

/** A body, the signal that it is sent as, and how it is answered. */
interface Bomb {
  readonly name: string;
  readonly signal?: 'metrics' | 'logs' | 'traces';
  readonly body: () => string;
  readonly answers: readonly number[];
}

const repeated = (piece: string, bytes = BYTES) => piece.repeat(Math.ceil(bytes / piece.length));
const listed = (piece: string, bytes = BYTES) => repeated(`${piece},`, bytes) + piece;
const request = (dataPoints: string) =>
  `{"resourceMetrics":[{"scopeMetrics":[{"scope":{"name":"fedotel.client"},"metrics":[{"name":"fl.client.metric","gauge":{"dataPoints":[${dataPoints}]}}]}]}]}`;
const point = (value: string, more = '') =>
  `{"timeUnixNano":"${TIME}",${value},"attributes":[{"key":"fl.run.id","value":{"stringValue":"odd"}},{"key":"fl.client.id","value":{"stringValue":"a"}},{"key":"fl.metric.name","value":{"stringValue":"m"}}${more}]}`;
const log = (value: string) => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${value}}]}]}]}`;
const emptyObjects = () => `{"resourceMetrics":[${listed('{}')}]}`;
/** Each takes three bytes; in the long form there are more of them than a request may have values. */
const EMPTY_OBJECTS_ANSWER = BYTES / 3 > MAX_JSON_VALUES ? 400 : 200;
/** An object with a hundred names, in an order of its own for each seed. */
const objectOfNames = (first: number, seed = 0) => {
  const names = Array.from({ length: 100 }, (_, n) => `"k${first + n}":0`);
  for (let at = 99, rest = seed * 2_654_435_761; at > 0; at--, rest = Math.floor(rest / (at + 1))) {
    const other = rest % (at + 1);
    [names[at], names[other]] = [names[other] ?? '', names[at] ?? ''];
  }
  return `{${names.join()}}`;
};
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);

const BOMBS: readonly Bomb[] = [
  { name: 'arrays in arrays', body: () => nested('[', ']', BYTES / 2), answers: [400] },
  { name: 'objects in objects', body: () => `${repeated('{"a":')}1`, answers: [400] },
  { name: 'brackets that only open', body: () => repeated('['), answers: [400] },
  {
    name: 'values in values',
    signal: 'logs',
    body: () => log(`${'{"arrayValue":{"values":['.repeat(60)}${']}}'.repeat(60)}`),
    answers: [400],
  },
  { name: 'more values than may be', body: () => `[${'0,'.repeat(MAX_JSON_VALUES + 1)}0]`, answers: [400] },
  { name: 'empty objects', body: emptyObjects, answers: [EMPTY_OBJECTS_ANSWER] },
  {
    name: 'empty lists of attributes',
    signal: 'logs',
    body: () => log(`{"arrayValue":{"values":[${listed('{"kvlistValue":{}}', BYTES / 8)}]}}`),
    answers: [200, 400],
  },
  { name: 'a long text', signal: 'logs', body: () => log(`{"stringValue":"${repeated('x')}"}`), answers: [200] },
  {
    name: 'a long text of escapes',
    signal: 'logs',
    body: () => log(`{"stringValue":"${repeated('\\ud83d\\ude00')}"}`),
    answers: [200],
  },
  { name: 'half a pair', signal: 'logs', body: () => log(`{"stringValue":"${repeated('\\ud83d')}"}`), answers: [400] },
  {
    name: 'a long name',
    body: () => request(point('"asDouble":1', `,{"key":"${repeated('k')}","value":{"intValue":"1"}}`)),
    answers: [200],
  },
  { name: 'a number of digits', body: () => request(point(`"asInt":"${repeated('9')}"`)), answers: [200, 400] },
  { name: 'a bare number of digits', body: () => request(point(`"asInt":${repeated('9')}`)), answers: [200, 400] },
  { name: 'a number of zeros', body: () => request(point(`"asDouble":0.${repeated('0')}1`)), answers: [200] },
  { name: 'an exponent', body: () => request(point('"asDouble":1e999999999')), answers: [200] },
  { name: 'a list of long numbers', body: () => `{"other":[${listed('12345678901234567890')}]}`, answers: [200] },
  { name: 'one name again and again', body: () => `{${listed('"resourceMetrics":[]')}}`, answers: [200] },
  {
    name: 'names without end',
    body: () => `{${Array.from({ length: BYTES / 16 }, (_, n) => `"k${n}":0`).join()}}`,
    answers: [400],
  },
  {
    name: 'objects of other names each',
    body: () => `{"other":[${Array.from({ length: BYTES / 1_600 }, (_, n) => objectOfNames(n * 100)).join()}]}`,
    answers: [400],
  },
  {
    name: 'objects of the same names in ever other order',
    body: () => `{"other":[${Array.from({ length: BYTES / 800 }, (_, n) => objectOfNames(0, n)).join()}]}`,
    answers: [200],
  },
  {
    name: 'names that are places of an array',
    body: () => `{${Array.from({ length: BYTES / 16 }, (_, n) => `"${(n * 65_536) % 2 ** 32}":0`).join()}}`,
    answers: [400],
  },
  {
    name: 'prototypes',
    body: () => `{"__proto__":{"resourceMetrics":7},"constructor":{"prototype":{"x":1}}}`,
    answers: [200],
  },
  {
    name: 'prototypes as names of attributes and metrics',
    body: () =>
      request(
        point(
          '"asDouble":1',
          ',{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"__proto__","value":{"boolValue":true}}]}}}',
        ).replace('"m"', '"__proto__"'),
      ),
    answers: [200],
  },
  { name: 'nothing', body: () => '', answers: [400] },
];

describe(`a bridge that is sent JSON of ${BYTES / 1e6} MB made to hurt`, function () {
  this.timeout(120_000 + BYTES / 50);
  const folder = temporaryFolder('bombs');
  let bridge: BridgeProcess;
  let answered = 0;
  let round = 0;
  before(async () => {
    bridge = await startBridgeProcess(folder.path, await freePort());
  });
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  const post = async (signal: string, body: Uint8Array, gzip: boolean) => {
    const headers = { 'content-type': 'application/json', ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
    const answer = await fetch(`${bridge.url}/v1/${signal}`, { method: 'POST', headers, body: Buffer.from(body) });
    const text = await answer.text();
    assert.ok(text.length < 2_000, `an answer of ${text.length} characters`);
    return { status: answer.status, text };
  };

  /** That what is plain is taken, and is there: a round with one client. */
  const sendPlain = async () => {
    round++;
    const body = updatesBody('plain', [{ client: 'a', round, time: TIME + BigInt(round), loss: round, samples: 1 }]);
    assert.equal((await post('metrics', Buffer.from(body), false)).status, 200);
  };

  for (const { name, signal = 'metrics', body, answers } of BOMBS) {
    it(`answers, and takes what is plain afterwards: ${name}`, async () => {
      const bytes = Buffer.from(body());
      for (const gzip of [false, true]) {
        const { status, text } = await post(signal, gzip ? gzipSync(bytes) : bytes, gzip);
        assert.ok(answers.includes(status), `${status}: ${text}`);
        answered++;
      }
      await sendPlain();
    });
  }

  it('keeps its memory, and what it acknowledged, whatever JSON it was sent', async function () {
    // All at once, packed: what is small on the way may be large here.
    const empty = gzipSync(emptyObjects());
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await post('metrics', empty, true)).status),
    );
    assert.ok(
      statuses.every((status) => status === EMPTY_OBJECTS_ANSWER || status === 503),
      statuses.join(),
    );
    await sendPlain();
    const most = mostMemory(bridge.pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    const events = await readEvents(join(folder.path, 'plain.jsonl'));
    const losses = events.flatMap((event) => (event.event_type === 'client_update' ? event.clients : []));
    assert.deepEqual(
      losses.map(({ local_loss: loss }) => loss),
      Array.from({ length: round }, (_, n) => n + 1),
    );
    recordProof(this.test, {
      'bombs answered': answered + statuses.length,
      'MB each at most': BYTES / 1e6,
      'plain requests between, all kept': round,
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });
});
