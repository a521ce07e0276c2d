import assert from 'node:assert/strict';
import { join } from 'node:path';
import { decodeOtlp } from '../../exporters/otlp/index.js';
import { createTranslator } from '../../exporters/translate/index.js';
import { createTestTelemetry } from '../../testing/index.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { attribute, post, updatesBody } from '../support/otlp-json.js';
import { recordProof } from '../support/proof-figures.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { playEverything } from './play-everything.js';

const NOW = 1_772_442_000_000_000_000n;
const SECRET = 'hunter2';
const UPDATE = { client: 'c1', round: 1, time: NOW, loss: 0.5, samples: 3 };

/** One log event in OTLP/JSON. */
function eventBody(eventName: string, attributes: readonly object[]): string {
  const resource = { attributes: [attribute('fl.run.id', 'odd'), attribute('fl.run.attempt', 1)] };
  const logRecords = [{ timeUnixNano: String(NOW), eventName, attributes }];
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'fedotel' }, logRecords }] }] });
}

describe('a sender whose optional attributes are of the wrong kind', () => {
  const folder = temporaryFolder('wrong-kinds');
  after(() => folder.remove());

  it('is told in every answer, and the operator once: records are kept without what cannot be used', async function () {
    this.timeout(60_000);
    let leftOut = 0;
    const metrics = await freePort();
    const bridge = await startBridgeProcess(folder.path, await freePort(), [
      '--metrics-listen',
      `127.0.0.1:${metrics}`,
    ]);
    try {
      const where = [attribute('fl.round.number', 1), attribute('fl.client.id', 'c2')];
      const ofEvent = eventBody('fl.client.update', [
        ...where,
        attribute('fl.client.loss', 0.25),
        attribute('fl.client.accuracy', SECRET),
        attribute(`fl.client.metric.f\u001b[31m1`, true),
      ]);
      const ofRound = eventBody('fl.round.finished', [
        attribute('fl.round.number', 1),
        attribute('fl.round.accuracy', 'x'),
      ]);
      const ofPoints = updatesBody('odd', [UPDATE], [attribute('fl.run.attempt', 1)]).replaceAll(
        JSON.stringify(attribute('fl.client.state', 'active')),
        JSON.stringify(attribute('fl.client.state', true)),
      );
      const requests = [
        ['/v1/logs', ofEvent, '2 unusable values left out: fl.client.accuracy: expected a number, got a text; '],
        ['/v1/logs', ofRound, '1 unusable values left out: fl.round.accuracy: expected a number, got a text'],
        ['/v1/metrics', ofPoints, '1 unusable values left out: fl.client.state: expected a text, got a boolean'],
      ] as const;
      for (let time = 0; time < 3; time++) {
        for (const [path, body, message] of requests) {
          const answer = await post(`${bridge.url}${path}`, body);
          assert.equal(answer?.status, 200);
          const { partialSuccess } = JSON.parse(answer.text);
          assert.equal(partialSuccess[path === '/v1/logs' ? 'rejectedLogRecords' : 'rejectedDataPoints'], '0');
          assert.ok(partialSuccess.errorMessage.startsWith(message), partialSuccess.errorMessage);
          assert.doesNotMatch(answer.text, /\\u001b|hunter2/);
        }
      }
      const refused = updatesBody('odd', [{ ...UPDATE, round: -1 }]);
      const text = (await post(`${bridge.url}/v1/metrics`, refused))?.text ?? '';
      assert.equal(JSON.parse(text).partialSuccess.rejectedDataPoints, '3');

      const health = (await (await fetch(`${bridge.url}/health`)).json()) as { malformed: number; unusable: number };
      assert.deepEqual([health.malformed, health.unusable], [3, 12]);
      leftOut = health.unusable;
      const scraped = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      assert.match(scraped, /^fedotel_bridge_unusable_total 12$/m);
    } finally {
      assert.equal(await bridge.stop(), 0, bridge.errors());
    }
    const said = bridge.errors().split('\n');
    const names = ['fl.client.accuracy', 'fl.client.metric.f\ufffd[31m1', 'fl.round.accuracy', 'fl.client.state'];
    for (const name of names) {
      const lines = said.filter((line) => line.includes(`${name}: expected `));
      assert.equal(lines.length, 1, `${name}: ${bridge.errors()}`);
      assert.match(lines[0] ?? '', /in run "odd"\. Such values are left out and counted/);
    }
    assert.doesNotMatch(bridge.errors(), /hunter2/);

    const events = await readEvents(join(folder.path, 'odd.jsonl'));
    assert.ok(!JSON.stringify(events).includes(SECRET));
    const [round] = (await readRun(join(folder.path, 'odd.jsonl'))).rounds;
    assert.deepEqual(
      round?.clients.map(({ clientId, fields }) => [clientId, fields.local_loss, fields.local_accuracy]),
      [
        ['c1', 0.5, undefined],
        ['c2', 0.25, undefined],
      ],
    );
    recordProof(this.test, { 'values left out and counted': leftOut, 'lines to the operator': names.length });
  });
});

describe('the library', () => {
  for (const clientUpdates of ['points', 'event'] as const) {
    it(`sends nothing of the wrong kind, with client updates as ${clientUpdates}`, async () => {
      await using telemetry = await createTestTelemetry({ telemetry: { job: 'kinds', clientUpdates } });
      await playEverything({ runId: `kinds-${clientUpdates}` }, Number.NaN);
      const translator = createTranslator();
      const requests = await telemetry.requests();
      for (const { signal, encoding, body } of requests) decodeOtlp(signal, encoding, body, translator);
      const { events, unusable, malformed } = translator.end();
      assert.ok(events.length > 20);
      assert.deepEqual([unusable.names, malformed], [[], 0]);
    });
  }
});
