import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { post, updatesBody } from './otlp-json.js';
import { startRecordingServer } from './recording-server.js';

describe('startRecordingServer', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));

  it('keeps a request, and lets a sender go that is killed in the middle of one', async () => {
    const server = await startRecordingServer();
    const killed = connect(Number(new URL(server.url).port), '127.0.0.1');
    killed.write('POST /v1/logs HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n{');
    // That it may go on is said when the server has begun to read.
    await once(killed, 'data');
    killed.destroy();
    const update = { client: 'a', round: 1, time: 1n, loss: 0.5, samples: 1 };
    assert.equal((await post(`${server.url}/v1/metrics`, updatesBody('r', [update])))?.status, 200);
    await server.close();
    assert.deepEqual(
      server.requests.map(({ signal, encoding }) => [signal, encoding]),
      [['metrics', 'json']],
    );
    assert.deepEqual(unhandled, []);
  });
});
