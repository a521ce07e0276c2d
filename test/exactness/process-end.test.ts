import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../support/app-process.js';
import { freePort, startBridgeProcess } from '../support/bridge-process.js';
import { recordProof } from '../support/proof-figures.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { assertEachOnce } from './support/each-once.js';

const APP = fileURLToPath(new URL('./apps/ending-app.js', import.meta.url));
const UPDATES = 500;

/** How an app ended. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

describe('the end of an app that has much under way', function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof temporaryFolder>;
  const apps = new Set<ChildProcess>();
  beforeEach(() => {
    folder = temporaryFolder('ending');
  });
  afterEach(() => {
    for (const app of apps) app.kill('SIGKILL');
    apps.clear();
    folder.remove();
  });

  const journal = () => join(folder.path, 'run.jsonl');

  /** Runs an app with a bridge of its own; `act` is called when its updates are recorded. */
  async function end(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    act: (app: ChildProcess) => void = () => undefined,
  ): Promise<Ending> {
    const app = spawn(process.execPath, [APP, ...words], {
      env: { ...cleanEnvironment(), FEDOTEL_RUNS_DIR: folder.path, TEST_PATIENCE: '120', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    apps.add(app);
    let output = '';
    let errors = '';
    app.stderr.on('data', (text) => {
      errors += text;
    });
    app.stdout.on('data', (text) => {
      output += text;
      if (String(text).includes('ready')) act(app);
    });
    const [code, signal] = await once(app, 'close');
    return { code, signal, output, errors };
  }

  /** A destination that is down until there is a file `up` in the folder, so that an orderly end takes all its time. */
  function deadSink(): string {
    const path = join(folder.path, 'dead.mjs');
    const up = JSON.stringify(join(folder.path, 'up'));
    writeFileSync(
      path,
      `import { existsSync } from 'node:fs';
       const ok = { kind: 'ok', detail: '' };
       const apply = async () => (existsSync(${up}) ? ok : { kind: 'retry', reason: 'down', afterSeconds: 60 });
       const nothing = async () => {};
       export const createSink = () =>
         ({ name: 'dead', resume: 'cursor', open: nothing, apply, flush: async () => ok, check: async () => ok, close: nothing });`,
    );
    return path;
  }

  const written = () => (existsSync(journal()) ? readFileSync(journal(), 'utf8') : '');

  /** Whether all updates are in the journal. */
  function hasUpdates(): boolean {
    return written().match(/"field_count"/g)?.length === UPDATES;
  }

  /** Whether all that the app recorded is in the journal, so that an orderly end waits for the destination only. */
  function isAllWritten(): boolean {
    return hasUpdates() && written().includes('"finished"');
  }

  /** That the journal has all that was recorded, each once, and the run's end. */
  async function assertWhole(state: string, error?: string): Promise<void> {
    const events = await readEvents(journal());
    assertEachOnce(events);
    const view = await readRun(journal());
    assert.deepEqual([view.state, view.error, view.emitted?.updates], [state, error, UPDATES]);
    assert.equal(view.rounds[0]?.clients.filter(({ updates }) => updates[0]?.complete).length, UPDATES);
  }

  // With an hour between exports everything waits at the end; with a millisecond batches are on their way.
  for (const [signal, interval] of [
    ['SIGINT', '3600'],
    ['SIGTERM', '0.001'],
  ] as const) {
    it(`${signal}, exports every ${interval} s: all in the journal, interrupted, ended by that signal`, async () => {
      const ending = await end(['wait', String(UPDATES), interval], {}, (app) => app.kill(signal));
      assert.deepEqual([ending.code, ending.signal], [null, signal], ending.errors);
      await assertWhole('interrupted');
    });
  }

  for (const [how, interval] of [
    ['throw', '3600'],
    ['throw later', '0.001'],
  ] as const) {
    it(`an exception ("${how}"), exports every ${interval} s: all in the journal, failed, exit code 1`, async () => {
      const ending = await end([how, String(UPDATES), interval]);
      assert.deepEqual([ending.code, ending.signal], [1, null], ending.errors);
      assert.match(ending.errors, /TypeError: boom/);
      await assertWhole('failed', 'TypeError');
    });
  }

  it('a destination that is down: the journal has all, what is owed is said, and the next bridge delivers it', async () => {
    const to = deadSink();
    // Its end takes all the time that it has: there is not much left to do in it.
    const ending = await end(['wait', String(UPDATES), '0.001'], { FEDOTEL_TO: to, TEST_PATIENCE: '4' }, (app) => {
      void until('its updates are written', hasUpdates).then(() => app.kill('SIGTERM'));
    });
    assert.deepEqual([ending.code, ending.signal], [null, 'SIGTERM'], ending.errors);
    await assertWhole('interrupted');
    const events = (await readEvents(journal())).length;
    assert.match(ending.errors, new RegExp(`still owed: ${events} events of run run to dead\\. Send it with: fedotel`));
    writeFileSync(join(folder.path, 'up'), '');
    const bridge = await startBridgeProcess(folder.path, await freePort(), ['--to', to]);
    await until('the destination has all', async () => {
      const health = (await (await fetch(`${bridge.url}/health`)).json()) as { sinks: { delivered: number }[] };
      return health.sinks[0]?.delivered === events;
    });
    assert.equal(await bridge.stop(), 0, bridge.errors());
  });

  it('a second Ctrl-C ends it at once; the journal is one that the next bridge goes on with', async function () {
    const ending = await end(['wait', String(UPDATES)], { FEDOTEL_TO: deadSink() }, (app) => {
      app.kill('SIGINT');
      void until('the first one is heard', isAllWritten).then(() => app.kill('SIGINT'));
    });
    assert.deepEqual([ending.code, ending.signal], [null, 'SIGINT'], ending.errors);
    // The last words of an orderly end, for which it did not wait.
    assert.doesNotMatch(ending.errors, /still owed|could not be delivered/);
    await assertWhole('interrupted');
    recordProof(this.test, { 'updates kept': UPDATES });
  });

  it('`shutdown` with a dead destination comes back, says what is lost, and leaves the exit code alone', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const ending = await end(['shutdown', String(UPDATES)], { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    assert.deepEqual([ending.code, ending.signal], [5, null], ending.errors);
    const result = JSON.parse(ending.output.split('\n')[1] ?? '') as { complete: boolean; pending: number };
    assert.equal(result.complete, false);
    assert.ok(result.pending >= UPDATES, ending.output);
    assert.match(ending.errors, new RegExp(`${result.pending} updates and events could not be delivered .* are lost`));
  });
});
