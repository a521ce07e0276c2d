import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPageServer, type PageServer, type PageServerOptions } from '../../../../exporters/page/http/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { ask } from '../support/page-client.js';

const TOKEN = 'a-long-secret+token/1';

describe('access to the page', () => {
  const folder = temporaryFolder('page-access');
  after(() => folder.remove());
  let server: PageServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  const serve = async (options: Partial<PageServerOptions>) => {
    server = await createPageServer({ runsDir: folder.path, listen: { port: 0 }, ...options });
    return server.url;
  };

  it('needs no token on loopback, and takes requests for names of loopback only', async () => {
    const url = await serve({ security: { allowedHosts: ['hub.example'] } });
    const statusFor = async (headers: Record<string, string>) => (await ask(url, '/api/runs', { headers })).status;
    assert.equal(await statusFor({}), 200);
    assert.equal(await statusFor({ host: 'localhost:7070' }), 200);
    assert.equal(await statusFor({ host: 'hub.example' }), 200);
    assert.equal(await statusFor({ host: 'evil.example' }), 403);
    assert.equal(await statusFor({ origin: 'https://evil.example' }), 403);
    assert.equal((await ask(url, '/', { headers: { host: 'evil.example' } })).status, 403);
  });

  it('is not reachable from outside without token and TLS', async () => {
    await assert.rejects(serve({ listen: { host: '0.0.0.0', port: 0 } }), /off loopback.*--token-file.*--tls-cert/);
    await assert.rejects(
      serve({ listen: { host: '0.0.0.0', port: 0 }, option: '--page' }),
      /^Error: --page: expected, off/,
    );
    await assert.rejects(
      serve({ listen: { host: '0.0.0.0', port: 0 }, security: { tokens: [TOKEN] } }),
      /off loopback, TLS/,
    );
  });

  it('refuses everything but /health without a token, the page with words', async () => {
    const url = await serve({ security: { tokens: [TOKEN] } });
    for (const path of ['/api/runs', '/api/runs/a', '/api/live', '/assets/x.js', '/nothing.txt']) {
      const { status, headers } = await ask(url, path);
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'], path);
    }
    const page = await ask(url, '/');
    assert.equal(page.status, 401);
    assert.match(page.text, /This page needs a token/);
    assert.equal((await ask(url, '/health')).status, 200);
    assert.equal((await ask(url, '/api/runs', { headers: { authorization: `Bearer ${TOKEN}` } })).status, 200);
    assert.equal((await ask(url, '/api/runs', { headers: { authorization: 'Bearer other' } })).status, 401);
  });

  it('exchanges a token in the address for a secret in a cookie, once, and takes it out of the address', async () => {
    const url = await serve({ security: { tokens: [TOKEN] } });
    const query = `?a=1&token=${encodeURIComponent(TOKEN)}`;
    const exchanged = await ask(url, `/below/${query}`);
    assert.deepEqual([exchanged.status, exchanged.headers.location], [303, './?a=1']);
    const [cookie = ''] = exchanged.headers['set-cookie'] ?? [];
    assert.match(cookie, /; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    assert.doesNotMatch(cookie, /Path|a-long-secret/);
    const [pair = ''] = cookie.split(';');
    const headers = { cookie: `other=1; ${pair}` };
    for (const path of ['/', '/api/runs']) assert.equal((await ask(url, path, { headers })).status, 200);
    assert.equal((await ask(url, '/?token=wrong', { headers })).status, 401);
    assert.equal((await ask(url, '/api/runs', { headers: { cookie: `${pair}x` } })).status, 401);
    assert.equal((await ask(url, '/api/runs', { headers: { cookie: `fedotel-page=${TOKEN}` } })).status, 401);
    assert.equal(
      (await ask(url, '/api/runs', { headers: { authorization: `Bearer ${pair.split('=')[1]}` } })).status,
      401,
    );
  });

  it('ends a browser’s secret with its token, and keeps it over a restart', async () => {
    const tokenFile = join(folder.path, 'token');
    writeFileSync(tokenFile, `${TOKEN}\n`);
    let url = await serve({ security: { tokenFile } });
    const [cookie = ''] = (await ask(url, `/?token=${encodeURIComponent(TOKEN)}`)).headers['set-cookie'] ?? [];
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    await server?.close();
    url = await serve({ security: { tokenFile } });
    assert.equal((await ask(url, '/', { headers })).status, 200);
    writeFileSync(tokenFile, 'the-next-token-is-longer\n');
    assert.equal((await ask(url, '/', { headers })).status, 401);
  });

  it('marks the cookie for TLS where there is TLS', async () => {
    const url = await serve({ security: { tokens: [TOKEN], terminatedTls: true } });
    const [cookie] = (await ask(url, `/?token=${encodeURIComponent(TOKEN)}`)).headers['set-cookie'] ?? [];
    assert.match(String(cookie), /; Secure$/);
  });

  it('serves over TLS itself', async () => {
    const tls = {
      cert: readFileSync('test/fixtures/tls/localhost.crt'),
      key: readFileSync('test/fixtures/tls/localhost.key'),
    };
    assert.match(await serve({ security: { tls } }), /^https:/);
  });
});
