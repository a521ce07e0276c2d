import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { SequencedEvent } from '../../../../exporters/bridge/index.js';
import { readJournalFile } from '../../../../exporters/journal/index.js';
import { createHtmlSink, singleFile } from '../../../../exporters/page/html/index.js';
import type { RunDocument } from '../../../../exporters/page/types.js';
import { VIEWER } from '../../../../exporters/page/viewer-folder.js';
import { runDocument } from '../../../support/run-document.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';
/** Largest page without a run. */
const LIMIT_BYTES = 600_000;
const PAGE = '<html><head><title>fedotel</title></head><body><!-- fedotel-run --></body></html>';

describe('the single file', () => {
  it('is below 600 kB before the run’s data', () => {
    const page = readFileSync(new URL('single.html', VIEWER));
    assert.ok(page.length < LIMIT_BYTES, `${page.length} bytes`);
  });

  it('carries the whole run, and refers to nothing outside of itself', async () => {
    const document = await runDocument(FULL);
    const html = await singleFile(readFileSync(new URL('single.html', VIEWER), 'utf8'), document);
    assert.deepEqual(documentIn(html), JSON.parse(JSON.stringify(document)));
    const markup = html.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    assert.doesNotMatch(markup, /(?:src|href)="(?!data:)/);
  });

  it('allows its own script and style by their hashes, and nothing else', async () => {
    const html = await singleFile(readFileSync(new URL('single.html', VIEWER), 'utf8'), await runDocument(FULL));
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|connect-src|https?:/);
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    assert.ok(policy.includes(`script-src ${hashOf(script)};`), policy);
    assert.ok(policy.includes(`style-src ${hashOf(style)};`), policy);
  });

  it('shows no markup that a run brings', async () => {
    const document = await runDocument(FULL);
    const hostile = '</script><script>alert(1)</script><!-- $& -->\ud800';
    const run = { ...document.run, runId: hostile, job: hostile };
    const clients = document.clients.map((client) => ({ ...client, id: hostile, city: hostile }));
    const html = await singleFile(PAGE, { ...document, run, clients });
    assert.doesNotMatch(html, /alert\(1\)<\/script>/);
    assert.equal(html.match(/<script/g)?.length, 2);
    assert.equal(html.match(/<\/script/g)?.length, 2);
    assert.equal(documentIn(html).clients[0]?.id, hostile);
    assert.match(html, /<title>&lt;\/script&gt;/);
  });

  it('names the built page when that has no place for a run', async () => {
    const document = await runDocument(FULL);
    await assert.rejects(
      singleFile('<html></html>', document),
      /the built page: expected one <!-- fedotel-run -->, got 0/,
    );
    await assert.rejects(singleFile(PAGE + PAGE, document), /got 2/);
  });
});

describe('createHtmlSink', () => {
  const folder = temporaryFolder('html');
  after(() => folder.remove());

  it('writes the run’s file at its end, replacing the one before, and nothing else', async () => {
    const sink = createHtmlSink();
    const runsDir = join(folder.path, 'runs');
    await sink.open({ runsDir, stateDir: runsDir, argument: undefined, warn: assert.fail });
    const events = await eventsOf(FULL);
    const run = { runId: 'run-full-0001', stem: 'run-full-0001' };
    assert.deepEqual(await sink.apply(run, events.slice(0, 20)), { kind: 'ok' });
    assert.deepEqual(readdirSync(runsDir), []);
    writeFileSync(join(runsDir, 'run-full-0001.html'), 'old');
    assert.deepEqual(await sink.apply(run, events.slice(20)), { kind: 'ok' });
    assert.deepEqual(readdirSync(runsDir), ['run-full-0001.html']);
    const html = readFileSync(join(runsDir, 'run-full-0001.html'), 'utf8');
    assert.deepEqual(documentIn(html).rounds, JSON.parse(JSON.stringify((await runDocument(FULL)).rounds)));
    await sink.close();
  });

  it('cannot be opened where the page was not built, and says so', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const sink = createHtmlSink({ viewer: pathToFileURL(`${empty}/`) });
    const context = { runsDir: empty, stateDir: empty, argument: undefined, warn: assert.fail };
    await assert.rejects(sink.open(context), /this build of fedotel has no page/);
  });
});

async function eventsOf(path: string): Promise<SequencedEvent[]> {
  const events: SequencedEvent[] = [];
  for await (const event of readJournalFile(path)) events.push(event);
  return events;
}

function documentIn(html: string): RunDocument {
  const packed = /<script type="application\/octet-stream" id="fedotel-run">([A-Za-z0-9+/=]+)<\/script>/.exec(
    html,
  )?.[1];
  return JSON.parse(gunzipSync(Buffer.from(packed ?? '', 'base64')).toString()) as RunDocument;
}
