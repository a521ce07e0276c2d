import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createTransport } from '../../../../../exporters/wandb/online/http/transport.js';
import type { HttpRequest, Transport } from '../../../../../exporters/wandb/online/http/types.js';
import { runCommand } from '../../../../support/command.js';

describe('createTransport', () => {
  let transport: Transport;
  const servers: Server[] = [];
  beforeEach(() => {
    transport = createTransport();
  });
  afterEach(() => {
    transport.close();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function serve(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?q=1`;
  }
  const request = (url: string, body: HttpRequest['body'] = Buffer.from('body')): HttpRequest => {
    return { method: 'PUT', url: new URL(url), headers: { 'x-own': '1' }, body, timeoutSeconds: 5 };
  };

  it('sends what it is given and gives the whole answer', async () => {
    const seen: unknown[] = [];
    const url = await serve(
      createServer((incoming, answer) => {
        incoming.on('data', (chunk: Buffer) => {
          seen.push(incoming.method, incoming.url, incoming.headers['x-own'], chunk.toString());
          answer.writeHead(201, { 'retry-after': '3' }).end('answer');
        });
      }),
    );
    const answer = await transport.send(request(url));
    assert.ok(answer.kind === 'answer');
    assert.deepEqual([answer.status, answer.headers['retry-after'], answer.body.toString()], [201, '3', 'answer']);
    assert.deepEqual(seen, ['PUT', '/path?q=1', '1', 'body']);
  });

  it('follows no redirect', async () => {
    const urls: (string | undefined)[] = [];
    const url = await serve(
      createServer((incoming, answer) => {
        urls.push(incoming.url);
        incoming.resume().on('end', () => answer.writeHead(307, { location: '/other' }).end());
      }),
    );
    const answer = await transport.send(request(url));
    assert.ok(answer.kind === 'answer');
    assert.deepEqual([answer.status, urls], [307, ['/path?q=1']]);
  });

  it('leaves no file open that it cannot send, whatever the server asked for', async () => {
    const url = await serve(createServer((_incoming, answer) => answer.end()));
    const odd: readonly Partial<HttpRequest>[] = [
      { headers: { 'x-own': 'two\nlines' } },
      { headers: { 'no name': '1' } },
      { url: new URL('ftp://127.0.0.1/file') },
      { url: new URL('file:///etc/hostname') },
    ];
    const stream = () => Readable.from([Buffer.from('12345')]);
    for (const change of odd) {
      const body = { stream: stream(), sizeBytes: 5 };
      const answer = await transport.send({ ...request(url, body), ...change });
      assert.deepEqual([answer.kind, Reflect.get(answer, 'code')], ['failed', 'BODY'], JSON.stringify(change));
      assert.equal(body.stream.destroyed, true, JSON.stringify(change));
    }
    transport.close();
    const body = { stream: stream(), sizeBytes: 5 };
    assert.equal((await transport.send(request(url, body))).kind, 'failed');
    assert.equal(body.stream.destroyed, true);
  });

  it('sends a stream of the announced size, and no other', async () => {
    const bodies: string[] = [];
    const url = await serve(
      createServer((incoming, answer) => {
        let body = '';
        incoming.on('data', (chunk: Buffer) => (body += chunk)).on('error', () => undefined);
        incoming.on('end', () => answer.end(bodies.push(body).toString()));
      }),
    );
    const streamOf = (text: string, sizeBytes: number) => ({ stream: Readable.from([Buffer.from(text)]), sizeBytes });
    assert.equal((await transport.send(request(url, streamOf('12345', 5)))).kind, 'answer');
    const short = await transport.send(request(url, streamOf('1234', 5)));
    assert.ok(short.kind === 'failed' && short.code === 'BODY');
    assert.match(short.message, /became shorter.*4 of 5/);
    const long = await transport.send(request(url, streamOf('123456', 5)));
    assert.ok(long.kind === 'failed');
    assert.deepEqual(bodies, ['12345']);
  });

  it('fails where nothing listens, where nobody answers, where the connection breaks', async () => {
    const gone = createServer();
    const url = await serve(gone);
    await new Promise((resolve) => gone.close(resolve));
    const refused = await transport.send(request(url));
    assert.ok(refused.kind === 'failed');
    assert.deepEqual([refused.code, refused.reached], ['ECONNREFUSED', false]);
    // A connection that is there already: on a busy machine making one may take longer than the limit.
    let isSilent = false;
    const answering = createServer((incoming, answer) => {
      incoming.resume().on('end', () => isSilent || answer.end());
    });
    const there = await serve(answering);
    assert.equal((await transport.send(request(there))).kind, 'answer');
    isSilent = true;
    const silent = await transport.send({ ...request(there), timeoutSeconds: 0.05 });
    assert.ok(silent.kind === 'failed');
    assert.deepEqual([silent.code, silent.reached], ['TIMEOUT', true]);
    const broken = await transport.send(request(await serve(createServer((incoming) => incoming.socket.destroy()))));
    assert.ok(broken.kind === 'failed' && broken.reached);
  });

  it('ends what is under way when it is closed, and takes nothing more', async () => {
    const url = await serve(createServer());
    const sent = transport.send(request(url));
    await new Promise((resolve) => setTimeout(resolve, 30));
    transport.close();
    assert.equal((await sent).kind, 'failed');
    const after = await transport.send(request(url));
    assert.ok(after.kind === 'failed' && after.code === 'CLOSED');
  });

  it('fails for a header that cannot be sent', async () => {
    const url = await serve(createServer((_, answer) => answer.end()));
    const sent = await transport.send({ ...request(url), headers: { 'x-bad': 'a\nb' } });
    assert.ok(sent.kind === 'failed');
  });

  it('judges certificates as Node.js does', async () => {
    const [cert, key] = ['crt', 'key'].map((ending) => readFileSync(`test/fixtures/tls/localhost.${ending}`));
    const server = createTlsServer({ cert, key }, (_, answer) => answer.end('{"data":{"viewer":{"username":"ann"}}}'));
    const port = new URL(await serve(server as unknown as Server)).port;
    const url = `https://localhost:${port}`;
    const untrusted = await transport.send(request(url));
    assert.ok(untrusted.kind === 'failed' && !untrusted.reached);
    assert.match(untrusted.code, /CERT/);
    const index = new URL('../../../../../exporters/wandb/online/index.js', import.meta.url).href;
    const settings = new URL('../../../../../exporters/wandb/settings/index.js', import.meta.url).href;
    const script = `import { checkWandb, createWandbApi } from '${index}'; import { readWandbSettings } from '${settings}';
      const api = createWandbApi(readWandbSettings()); console.log(JSON.stringify(await checkWandb(api))); api.close();`;
    const env = {
      WANDB_BASE_URL: url,
      WANDB_API_KEY: 'k'.repeat(40),
      NODE_EXTRA_CA_CERTS: 'test/fixtures/tls/localhost.crt',
    };
    const { stdout } = await runCommand(process.execPath, ['--input-type=module', '-e', script], { env });
    assert.deepEqual(JSON.parse(stdout), { kind: 'ok', value: { entity: '', user: 'ann' } });
  });
});
