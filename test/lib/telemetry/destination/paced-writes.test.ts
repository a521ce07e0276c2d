import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { paceWrites } from '../../../../lib/telemetry/destination/paced-writes.js';

/** Sends chunks over a paced connection, corked together or not. @returns what arrived and the sizes of the writes */
async function send(
  chunks: readonly (Uint8Array | string)[],
  corked: boolean,
): Promise<{ arrived: Buffer; writes: number[] }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Socket();
  const writes: number[] = [];
  const { _writev: writev } = client;
  client._writev = (list, done) => {
    writes.push(list.reduce((sum, { chunk }) => sum + chunk.length, 0));
    writev?.call(client, list, done);
  };
  paceWrites(client);
  const connection = once(server, 'connection');
  client.connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  const [accepted] = (await connection) as [Socket];
  const arrived = buffer(accepted);
  if (corked) {
    client.cork();
  }
  for (const chunk of chunks) {
    client.write(chunk);
  }
  client.uncork();
  client.end();
  const bytes = await arrived;
  server.close();
  return { arrived: bytes, writes };
}

describe('paced writes', () => {
  it('bring every byte in order, however it was written', async () => {
    const size = fc.oneof(fc.nat(10), fc.nat(200_000));
    const chunk = fc.oneof(
      fc.string({ maxLength: 30 }),
      size.map((length) => Uint8Array.from({ length }, (_, index) => index % 251)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), fc.boolean(), async (chunks, corked) => {
        const { arrived } = await send(chunks, corked);
        assert.ok(arrived.equals(Buffer.concat(chunks.map((each) => Buffer.from(each)))));
      }),
      { numRuns: 25 },
    );
  });

  it('are small, and as few as they can be', async () => {
    const large = new Uint8Array(200_000);
    const { writes } = await send(['POST / HTTP/1.1\r\n\r\n', large, '\r\n'], true);
    assert.equal(
      writes.reduce((sum, size) => sum + size, 0),
      200_000 + 20 + 1,
    );
    assert.deepEqual(
      writes.map((size) => size <= 65_536),
      [true, true, true, true],
    );
  });

  it('end with the connection', async () => {
    const server = createServer((accepted) => accepted.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new Socket();
    paceWrites(client);
    client.connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    // Not `once` of events, which an error ends: whether reading or writing notices the end first is chance.
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.write(new Uint8Array(50_000_000), () => client.destroy());
    await closed;
    server.close();
  });
});
