import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { sendStream } from '../../../exporters/http/send-stream.js';
import { readBody } from '../../support/read-body.js';

describe('sendStream', () => {
  let server: Server;
  let got: string;
  before(async () => {
    server = createServer(async (message, response) => {
      const body = await readBody(message);
      // What is wrong with the file is known in the midst of the request, which ends then.
      if (body === undefined) return;
      got = String(body);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  beforeEach(() => {
    got = '';
  });

  /** Sends chunks as a body of so many bytes. @returns what is wrong with it, or nothing once it is answered */
  async function send(stream: Readable, sizeBytes: number): Promise<string | undefined> {
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-length': sizeBytes, connection: 'close' };
    const request = httpRequest({ method: 'PUT', host: '127.0.0.1', port, headers });
    const timer = setTimeout(() => request.destroy(new Error('too late')), 20_000);
    try {
      return await new Promise<string | undefined>((resolve, reject) => {
        request.once('response', (response) => {
          response.resume();
          once(response, 'end').then(() => resolve(undefined), reject);
        });
        request.once('error', reject);
        sendStream(request, { stream, sizeBytes }, timer, resolve);
      });
    } finally {
      clearTimeout(timer);
      request.on('error', () => undefined).destroy();
    }
  }

  it('sends what was announced', async () => {
    assert.equal(await send(Readable.from(['abc', 'def']), 6), undefined);
    assert.equal(got, 'abcdef');
  });

  it('says what is wrong with a file that changes while it is sent, or cannot be read', async () => {
    assert.equal(await send(Readable.from(['abc']), 6), 'it became shorter while it was sent: 3 of 6 bytes');
    assert.equal(await send(Readable.from(['abc', 'defg']), 6), 'it grew while it was sent: more than 6 bytes');
    const broken = new Readable({ read: () => undefined });
    setImmediate(() => broken.destroy(new Error('EIO: no disk')));
    assert.equal(await send(broken, 6), 'EIO: no disk');
  });
});
