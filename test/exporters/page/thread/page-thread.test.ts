import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPageThread } from '../../../../exporters/page/thread/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { init, RUN, roundStart } from '../../run-model/support/scenario.js';
import { openStream } from '../support/event-stream.js';
import { appendEvents } from '../support/journals.js';
import { ask, askDocument } from '../support/page-client.js';

describe('page thread', () => {
  const folder = temporaryFolder('page-thread');
  after(() => folder.remove());
  const runsDir = join(folder.path, 'runs');
  const path = join(runsDir, 'stem-of-a.jsonl');
  before(() => {
    mkdirSync(runsDir);
    appendEvents(path, init());
  });

  it('serves the page from a thread of its own, and tells it what grows', async () => {
    const thread = await startPageThread({ runsDir, listen: { port: 0 }, warn: (text) => assert.fail(text) });
    const { sequence } = await askDocument(thread.url, 'stem-of-a');
    const stream = await openStream(thread.url, `/api/runs/stem-of-a/live?after=${sequence}`);
    appendEvents(path, roundStart(1, 0));
    thread.notify(RUN);
    thread.notify('unknown');
    await until('the round came', () => stream.events.some(({ kind }) => kind === 'round'));
    await thread.close();
    await thread.close();
    await stream.ended;
    await assert.rejects(ask(thread.url, '/health'));
  });

  it('names its option when it cannot listen', async () => {
    const options = { runsDir, listen: { port: 0 }, option: '--page', warn: assert.fail };
    const first = await startPageThread(options);
    const port = Number(new URL(first.url).port);
    await assert.rejects(
      startPageThread({ ...options, listen: { port } }),
      /--page 127\.0\.0\.1:\d+: the address is in use/,
    );
    await first.close();
  });

  it('is started again under its address when its thread ends, and says so', async () => {
    const worker = join(folder.path, 'mortal.mjs');
    writeFileSync(
      worker,
      `import { createServer } from 'node:http';
       import { parentPort, workerData } from 'node:worker_threads';
       const { port } = workerData.listen;
       const server = createServer((request, response) => {
         response.end(String(port));
         if (request.url === '/die') setImmediate(() => { throw new Error('died'); });
       });
       server.listen(port, '127.0.0.1', () => {
         parentPort.postMessage({ type: 'ready', url: 'http://127.0.0.1:' + server.address().port + '/' });
       });
       parentPort.on('message', () => process.exit());
      `,
    );
    const warnings: string[] = [];
    const thread = await startPageThread({
      runsDir,
      listen: { port: 0 },
      worker: pathToFileURL(worker),
      warn: (text) => warnings.push(text),
    });
    const { port } = new URL(thread.url);
    assert.equal((await ask(thread.url, '/')).text, '0');
    await ask(thread.url, '/die').catch(() => undefined);
    await until('it is back', async () => (await ask(thread.url, '/').catch(() => undefined))?.text === port);
    assert.match(warnings.join(), /the page stopped \(died\); it is started again/);
    await thread.close();
  });

  it('goes on without a page, and tries again, where the system gives no thread just now', async () => {
    const worker = join(folder.path, 'short.mjs');
    writeFileSync(
      worker,
      `import { parentPort } from 'node:worker_threads';
       parentPort.postMessage({ type: 'ready', url: 'http://127.0.0.1:1/' });`,
    );
    const warnings: string[] = [];
    let starts = 0;
    const thread = await startPageThread({
      runsDir,
      listen: { port: 0 },
      // What `new Worker` refuses at once stands for a limit of threads that is reached.
      get worker() {
        starts += 1;
        return starts === 1 ? pathToFileURL(worker) : new URL('http://127.0.0.1/');
      },
      warn: (text) => warnings.push(text),
    });
    await until('it was tried again, in vain', () => warnings.length >= 2);
    assert.match(warnings[1] ?? '', /^the page stopped \(.*URL.*\); it is started again$/);
    await thread.close();
  });
});
