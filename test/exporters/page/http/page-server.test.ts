import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPageServer, type PageServer, type PageServerOptions } from '../../../../exporters/page/http/index.js';
import { runDocument } from '../../../support/run-document.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { finished, init, roundEnd, roundStart, update } from '../../run-model/support/scenario.js';
import { openStream, TestPage } from '../support/event-stream.js';
import { appendEvents } from '../support/journals.js';
import { ask, askDocument, askRuns } from '../support/page-client.js';

const GZIP = { headers: { 'accept-encoding': 'gzip' } };

describe('page server', () => {
  const folder = temporaryFolder('page');
  after(() => folder.remove());
  const servers: PageServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  let runsDir = '';
  let count = 0;
  beforeEach(() => {
    runsDir = join(folder.path, `runs-${++count}`);
    mkdirSync(runsDir);
  });
  const serve = async (options: Partial<PageServerOptions> = {}) => {
    const server = await createPageServer({ runsDir, listen: { port: 0 }, ...options });
    servers.push(server);
    return server.url;
  };
  const journal = (stem: string) => join(runsDir, `${stem}.jsonl`);

  it('gives the page with a strict policy, its files for ever, and both compressed', async () => {
    const url = await serve();
    const page = await ask(url, '/', GZIP);
    assert.equal(page.status, 200);
    assert.match(page.text, /<div id="page">/);
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
    assert.equal(page.headers['access-control-allow-origin'], undefined);
    const [, script = ''] = /src="\.\/(assets\/[^"]+)"/.exec(page.text) ?? [];
    const asset = await ask(url, `/${script}`, GZIP);
    assert.equal(asset.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.match(String(asset.headers['cache-control']), /immutable/);
    assert.equal(asset.headers['content-encoding'], 'gzip');
    assert.equal((await ask(url, `/${script}`)).text, asset.text);
    assert.equal((await ask(url, '/', { headers: { 'if-none-match': String(page.headers.etag) } })).status, 304);
    const head = await ask(url, '/', { method: 'HEAD' });
    assert.deepEqual([head.status, head.text], [200, '']);
  });

  it('works below any path, whether a proxy takes the path away or not', async () => {
    appendEvents(journal('a'), init(), finished(1));
    const url = await serve();
    for (const prefix of ['', '/user/ada/proxy/7070', '/api/runs']) {
      assert.match((await ask(url, `${prefix}/`)).text, /<div id="page">/);
      assert.equal((await askRuns(url, `${prefix}/api/runs`)).runs.length, 1);
      assert.equal((await ask(url, `${prefix}/api/runs/a`)).status, 200);
    }
    const bare = await ask(url, '/user/proxy?x=1');
    assert.deepEqual([bare.status, bare.headers.location], [308, './proxy/?x=1']);
  });

  it('lists runs with their curves, the youngest first, and says unchanged when nothing changed', async () => {
    appendEvents(
      journal('old'),
      init({ run_id: 'old', job: 'one' } as object),
      roundEnd(1, 1, { global_accuracy: 0.5 }),
    );
    appendEvents(journal('old'), roundEnd(2, 2, { global_accuracy: Number.NaN }), finished(3));
    appendEvents(journal('new'), { event_type: 'init', run_id: 'new', timestamp: '2026-04-01T00:00:00.000Z' });
    writeFileSync(journal('broken'), 'no journal\n');
    const url = await serve();
    const { runs, headers } = await askRuns(url, '/api/runs?curves=1', GZIP);
    assert.deepEqual(
      runs.map(({ stem, state, rounds }) => [stem, state, rounds]),
      [
        ['new', 'interrupted', 0],
        ['old', 'finished', 2],
      ],
    );
    assert.deepEqual(runs[1]?.curves, { round: [1, 2], accuracy: [0.5, 'NaN'], loss: [null, null] });
    const again = await ask(url, '/api/runs?curves=1', { headers: { 'if-none-match': String(headers.etag) } });
    assert.deepEqual([again.status, again.text], [304, '']);
    assert.equal((await askRuns(url)).runs[1]?.curves, undefined);
  });

  it('gives a run’s document, compressed or not, with a tag', async () => {
    const url = await serve({ runsDir: 'test/fixtures/hivewatch' });
    const packed = await ask(url, '/api/runs/full', GZIP);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    const expected = JSON.parse(JSON.stringify(await runDocument('test/fixtures/hivewatch/full.jsonl')));
    expected.run.stem = 'full';
    const document = JSON.parse(packed.text);
    assert.deepEqual(document.rounds.length, expected.rounds.length);
    assert.deepEqual(document.run, expected.run);
    assert.equal(document.sequence, expected.sequence);
    assert.equal((await ask(url, '/api/runs/full')).text, packed.text);
    const tagged = { headers: { 'if-none-match': String(packed.headers.etag) } };
    assert.equal((await ask(url, '/api/runs/full', tagged)).status, 304);
  });

  it('never turns an address into a path', async () => {
    writeFileSync(join(folder.path, 'secret.jsonl'), `${JSON.stringify(init())}\n`);
    appendEvents(journal('a'), init());
    mkdirSync(journal('folder'));
    symlinkSync(join(folder.path, 'secret.jsonl'), journal('link'));
    appendEvents(join(runsDir, '.hidden.jsonl'), init());
    const url = await serve();
    const names = [
      '..%2fsecret',
      '..%5csecret',
      '.hidden',
      'folder',
      'link',
      'A',
      'a%00',
      '%2e%2e%2fsecret',
      'a.jsonl',
    ];
    for (const name of [...names, encodeURIComponent(join(folder.path, 'secret'))]) {
      assert.equal((await ask(url, `/api/runs/${name}`)).status, 404, name);
      assert.equal((await ask(url, `/api/runs/${name}/live`)).status, 404, name);
    }
    for (const path of ['/assets/..%2findex.html', '/assets/%2e%2e', '/../../etc/passwd.x', '/%', '/assets/x.js']) {
      assert.equal((await ask(url, path)).status, 404, path);
    }
    assert.equal((await ask(url, `/${'x'.repeat(5000)}`)).status, 414);
  });

  it('is read only', async () => {
    const url = await serve();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(url, '/api/runs', { method });
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD']);
    }
  });

  it('shows names that would be markup as JSON, whatever they are', async () => {
    const hostile = '"><img src=x onerror=alert(1)>\u2028\u0000\ud800__proto__';
    appendEvents(journal('a'), init({ job: hostile } as object), roundStart(1, 0));
    appendEvents(journal('a'), update(1, hostile, 1, { [hostile]: 1, ['__proto__']: 2 }));
    const url = await serve();
    const { headers, text } = await ask(url, '/api/runs/a');
    assert.equal(headers['content-type'], 'application/json');
    const document = JSON.parse(text);
    assert.equal(document.clients.length, 1);
    assert.ok(Object.hasOwn(document.rounds[0].clients.numbers, '__proto__'));
    const stream = await openStream(url, '/api/runs/a/live?after=1');
    await until('the patch came', () => stream.events.length >= 3);
    assert.ok(stream.events.every(({ data }) => typeof JSON.parse(data) === 'object'));
    stream.close();
  });

  it('says that there is no page, with the runs all the same, when viewer/ was not built', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const url = await serve({ viewer: pathToFileURL(`${empty}/`) });
    const page = await ask(url, '/');
    assert.deepEqual([page.status, /has no page/.test(page.text)], [200, true]);
    assert.equal((await ask(url, '/api/runs')).status, 200);
    writeFileSync(join(empty, 'index.html'), 'built meanwhile');
    assert.equal((await ask(url, '/')).text, 'built meanwhile');
  });

  it('shows one run alone when told so', async () => {
    appendEvents(journal('a'), init());
    appendEvents(journal('b'), init({ run_id: 'b' } as object));
    const url = await serve({ only: 'b' });
    const { runs } = await askRuns(url);
    assert.deepEqual(
      runs.map(({ stem }) => stem),
      ['b'],
    );
    assert.equal((await ask(url, '/api/runs/a')).status, 404);
  });

  it('says what cannot be read, without telling where it lies', async () => {
    appendEvents(journal('newer'), { event_type: 'init', run_id: 'x', format: 99 });
    const warnings: string[] = [];
    const url = await serve({ warn: (text) => warnings.push(text) });
    const { status, text } = await ask(url, '/api/runs/newer');
    assert.equal(status, 422);
    assert.deepEqual(JSON.parse(text), { message: 'a newer version of fedotel wrote this run' });
    assert.match(warnings.join(), /newer/);
  });

  it('follows a run from where a page stands, ends the connections when it stops, and goes on after a restart', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0), update(1, 'c1', 1));
    const url = await serve({ pollMillis: 20 });
    const page = new TestPage(await askDocument(url, 'a'));
    const stream = await openStream(url, `/api/runs/a/live?after=${page.sequence}`);
    appendEvents(journal('a'), update(1, 'c2', 2), roundEnd(1, 3, { global_accuracy: 0.5 }));
    await until('the round ended', () => Number(stream.events.at(-1)?.id) > page.sequence);
    for (const event of stream.events) page.apply(event);
    assert.deepEqual(strip(page.document), strip(await askDocument(url, 'a')));
    appendEvents(journal('a'), roundStart(2, 4));
    await servers.splice(0)[0]?.close();
    await stream.ended;
    const seen = stream.events.at(-1)?.id;
    appendEvents(journal('a'), update(2, 'c3', 5));
    const { port } = new URL(url);
    await serve({ listen: { port: Number(port) } });
    const again = await openStream(url, `/api/runs/a/live?after=1`, { 'last-event-id': String(seen) });
    await until('it went on', () => again.events.some(({ kind }) => kind === 'run'));
    assert.deepEqual(
      again.events.map(({ kind }) => kind),
      ['clients', 'round', 'run'],
    );
    for (const event of [...stream.events, ...again.events]) page.apply(event);
    assert.deepEqual(strip(page.document), strip(await askDocument(url, 'a')));
    again.close();
  });

  it('tells pages when the list of runs changed', async () => {
    const url = await serve({ listMillis: 20 });
    const list = await openStream(url, '/api/live');
    appendEvents(journal('a'), init());
    await until('the list changed', () => list.events.some(({ kind }) => kind === 'runs'));
    list.close();
  });

  it('refuses connections beyond its limit clearly, and takes new ones when others are gone', async () => {
    appendEvents(journal('a'), init());
    const url = await serve({ maxSubscribers: 2 });
    const first = await openStream(url, '/api/live');
    const second = await openStream(url, '/api/runs/a/live');
    for (const path of ['/api/live', '/api/runs/a/live']) {
      const refused = await ask(url, path);
      assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '5']);
      assert.match(refused.text, /2 pages are watching already/);
    }
    first.close();
    second.close();
    await until('there is room', async () => {
      const stream = await openStream(url, '/api/runs/a/live');
      stream.close();
      return stream.status === 200;
    });
  });

  it('answers a question about a stream without opening one', async () => {
    const url = await serve({ maxSubscribers: 0 });
    const { status, headers, text } = await ask(url, '/api/live', { method: 'HEAD' });
    assert.deepEqual([status, headers['content-type'], text], [200, 'text/event-stream; charset=utf-8', '']);
  });
});

/** A document without what is compared with the past. */
function strip(document: { readonly rounds: readonly object[] }): unknown {
  return { ...document, rounds: document.rounds.map((round) => ({ ...round, explanation: undefined })) };
}
