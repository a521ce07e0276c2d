import assert from 'node:assert/strict';
import { sendRaw, startReceiver, until } from './http-client.js';

describe('refuse', () => {
  it('answers at once, reads on for a while and then drops a sender that does not end', async () => {
    const receiver = await startReceiver({ maxBodyBytes: 1_000 });
    const head =
      'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n';
    const { socket, closed } = sendRaw(receiver, head);
    const drip = setInterval(() => socket.write(' '.repeat(1_000)), 100);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.equal(socket.closed, false);
    assert.match(await closed, /^HTTP\/1\.1 413 /);
    clearInterval(drip);
    await receiver.close();
  });

  it('lets a sender go on with another request once the refused one has ended', async () => {
    const receiver = await startReceiver({ maxBodyBytes: 10 });
    const head = 'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const { socket } = sendRaw(receiver, `${head}Content-Length: 5000\r\n\r\n${' '.repeat(2_000)}`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(`${' '.repeat(3_000)}${head}Content-Length: 2\r\n\r\n{}`);
    const second = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    assert.match(second, /^HTTP\/1\.1 200 /);
    assert.equal(receiver.accepted.length, 1);
    socket.destroy();
    await receiver.close();
  });

  it('hears a sender out that wants the connection closed, and closes it then', async () => {
    const receiver = await startReceiver({ maxBodyBytes: 10 });
    const head =
      'POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n';
    const { socket, received } = sendRaw(receiver, `${head}${' '.repeat(2_000)}`);
    const closed = new Promise<boolean>((resolve) => socket.once('close', resolve));
    const ended = new Promise<string>((resolve) => socket.once('end', () => resolve('ended')));
    await until(() => received().endsWith('}'));
    assert.match(received(), /^HTTP\/1\.1 413 /);
    assert.match(received(), /\r\nConnection: close\r\n/);
    // What is written on a connection that is closed comes back as an error.
    const written = new Promise<string>((resolve) => socket.write(' '.repeat(2_999), () => resolve('written')));
    assert.equal(await Promise.race([ended, written]), 'written');
    socket.write(' ');
    assert.equal(await closed, false);
    await receiver.close();
  });
});
