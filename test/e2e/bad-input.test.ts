import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Bridge, createBridge } from '../../exporters/bridge/index.js';
import { readJournalFile } from '../../exporters/journal/index.js';
import { attribute, post, updatesBody } from '../support/otlp-json.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };
const MAX_BODY_BYTES = 1024 * 1024;
const NOW = 1_772_442_000_000_000_000n;

describe('bad input to a running bridge', () => {
  const folder = temporaryFolder('bad-input');
  const runsDir = join(folder.path, 'runs');
  let bridge: Bridge;
  const warnings: string[] = [];

  before(async () => {
    bridge = await createBridge({
      runsDir,
      listen: { port: 0 },
      maxBodyBytes: MAX_BODY_BYTES,
      warn: (text) => warnings.push(text),
    });
  });
  after(async () => {
    await bridge.stop();
    folder.remove();
  });

  const update = (changes = {}) => ({ client: 'c1', round: 1, time: NOW, loss: 1, samples: 1, ...changes });
  const send = (body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE, path = '/v1/metrics') =>
    post(`${bridge.url}${path}`, body, headers);
  const journalsOf = () => readdirSync(runsDir).filter((name) => name.endsWith('.jsonl'));

  it('refuses what cannot be decoded with 400 and a readable line', async () => {
    const deep = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"k","value":${'{"arrayValue":{"values":['.repeat(5000)}${']}}'.repeat(5000)}}]}}]}`;
    const cases: [string, string | Uint8Array, Record<string, string>][] = [
      ['cut JSON', updatesBody('r', [update()]).slice(0, -20), JSON_TYPE],
      ['no JSON', 'hello', JSON_TYPE],
      ['JSON that is no request', '[1,2]', JSON_TYPE],
      ['deep nesting', deep, JSON_TYPE],
      ['cut protobuf', Uint8Array.of(0x0a, 0x7f, 0x01), PROTOBUF_TYPE],
      ['JSON said to be protobuf', updatesBody('r', [update()]), PROTOBUF_TYPE],
      [
        'cut gzip',
        gzipSync(updatesBody('r', [update()])).subarray(0, 40),
        { ...JSON_TYPE, 'content-encoding': 'gzip' },
      ],
    ];
    for (const [name, body, headers] of cases) {
      const answer = await send(body, headers);
      assert.equal(answer?.status, 400, name);
      assert.ok(answer.text.length > 10, name);
    }
    assert.deepEqual(journalsOf(), []);
  });

  it('refuses what is too large with 413, before and after unpacking', async () => {
    assert.equal((await send(' '.repeat(MAX_BODY_BYTES + 1)))?.status ?? 413, 413);
    const bomb = gzipSync(Buffer.alloc(200 * MAX_BODY_BYTES));
    assert.ok(bomb.byteLength < MAX_BODY_BYTES);
    assert.equal((await send(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }))?.status, 413);
  });

  it('refuses other content types and encodings with 415', async () => {
    assert.equal((await send('x', { 'content-type': 'text/plain' }))?.status, 415);
    assert.equal((await send('x', { ...JSON_TYPE, 'content-encoding': 'br' }))?.status, 415);
  });

  it('takes empty requests, and signals of others, without a trace', async () => {
    assert.equal((await send('{}'))?.status, 200);
    assert.equal((await send(new Uint8Array(0), PROTOBUF_TYPE))?.status, 200);
    const other = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: String(NOW), eventName: 'x.y' }] }] }],
    };
    assert.equal((await send(JSON.stringify(other), JSON_TYPE, '/v1/logs'))?.status, 200);
    assert.deepEqual(journalsOf(), []);
  });

  it('answers a mixed request with partial success and keeps the good part', async () => {
    const answer = await send(
      updatesBody('mixed', [update(), update({ client: '', time: NOW + 1n }), update({ round: -1 })]),
    );
    assert.equal(answer?.status, 200);
    const { partialSuccess } = JSON.parse(answer.text);
    assert.equal(Number(partialSuccess.rejectedDataPoints), 6);
    assert.match(partialSuccess.errorMessage, /fl\.client\.id|fl\.round\.number/);
    assert.equal((await eventsOf('mixed')).filter((event) => event.event_type === 'client_update').length, 1);
  });

  it('keeps NaN and infinities as strict JSON', async () => {
    const body = updatesBody('numbers', [update()]).replace('"asDouble":1', '"asDouble":"NaN"');
    assert.equal((await send(body))?.status, 200);
    const text = readFileSync(join(runsDir, 'numbers.jsonl'), 'utf8');
    assert.match(text, /"local_loss":"NaN"/);
    for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  });

  it('writes nothing outside the folder for absurd run ids, and keeps the id in the journal', async () => {
    const ids = [
      '../../x',
      '/etc/passwd',
      '.hidden',
      'a/b',
      'x'.repeat(10_000),
      'ünï/🐝',
      'con',
      'a\u0000b',
      'RUN',
      'run',
    ];
    for (const id of ids) assert.equal((await send(updatesBody(id, [update()])))?.status, 200, id.slice(0, 40));
    assert.equal(
      JSON.parse((await send(updatesBody('', [update()])))?.text ?? '').partialSuccess.rejectedDataPoints,
      '3',
    );
    assert.deepEqual(readdirSync(folder.path), ['runs']);
    const found = new Set<string>();
    for (const name of journalsOf()) {
      assert.match(name, /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}\.jsonl$/);
      for await (const { event } of readJournalFile(join(runsDir, name), { maxEvents: 1 })) found.add(event.run_id);
    }
    for (const id of ids) assert.ok(found.has(id), JSON.stringify(id.slice(0, 40)));
  });

  it('takes data of a run that never started, with a provisional first line', async () => {
    assert.equal((await send(updatesBody('unknown-run', [update()])))?.status, 200);
    const [first] = await eventsOf('unknown-run');
    assert.equal(first?.event_type === 'init' && first.provisional, true);
  });

  it('refuses a run id that is no id, and wrong paths and methods', async () => {
    const body = updatesBody('x', [update()]).replace(
      JSON.stringify(attribute('fl.run.id', 'x')),
      JSON.stringify({ key: 'fl.run.id', value: { boolValue: true } }),
    );
    assert.match((await send(body))?.text ?? '', /fl\.run\.id is missing/);
    assert.equal((await send('{}', JSON_TYPE, '/v1/profiles'))?.status, 404);
    assert.equal((await fetch(`${bridge.url}/v1/metrics`)).status, 405);
  });

  async function eventsOf(runId: string) {
    const events = [];
    for await (const { event } of readJournalFile(join(runsDir, `${runId}.jsonl`))) events.push(event);
    return events;
  }
});
