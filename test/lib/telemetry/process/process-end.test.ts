import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FakeReceiver, startReceiver } from '../fake-receiver.js';

const APP = fileURLToPath(new URL('./child-app.js', import.meta.url));

/** Seconds for which the app tries to save, where a test is not about how long that is. */
const PATIENCE = '50';

describe('the end of the process', () => {
  let receiver: FakeReceiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  /** Starts the app; `act` may signal it once its run is under way. */
  async function end(arguments_: string[], act?: (app: ChildProcess) => void, patience?: string): Promise<Ending> {
    const app = spawn(process.execPath, [APP, ...arguments_], {
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TEST_PATIENCE: patience },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    app.stderr?.on('data', (text) => {
      errors += text;
    });
    app.stdout?.on('data', (text) => {
      output += text;
      if (String(text).includes('ready')) {
        act?.(app);
      }
    });
    const [code, signal] = await once(app, 'close');
    return { code, signal, output, errors };
  }

  /** State and error of the run as it arrived, and whether the update did. */
  function arrived(): { states: unknown[]; updates: number; error: unknown } {
    const finished = receiver.records('logs').filter(({ name }) => name === 'fl.run.finished');
    return {
      states: finished.map(({ attributes }) => attributes.get('fl.run.state')),
      updates: receiver.records('metrics').filter(({ name }) => name === 'fl.client.update').length,
      error: finished[0]?.attributes.get('error.type'),
    };
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`${signal} saves, marks the run interrupted and ends the process by that signal`, async () => {
      const ending = await end(['wait'], (app) => app.kill(signal), PATIENCE);
      assert.deepEqual([ending.code, ending.signal], [null, signal], ending.errors);
      assert.deepEqual(arrived(), { states: ['interrupted'], updates: 1, error: undefined });
    });
  }

  it('a second signal does not wait', async () => {
    let saving = () => undefined as unknown;
    receiver.answer = () => {
      saving();
      return new Promise(() => undefined);
    };
    const whileSaving = (app: ChildProcess) => {
      // Nothing is sent before the first signal, and what is sent then is never answered: only the second ends the app.
      saving = () => app.kill('SIGTERM');
      app.kill('SIGINT');
    };
    const ending = await end(['wait'], whileSaving, PATIENCE);
    assert.deepEqual([ending.code, ending.signal], [null, 'SIGTERM'], ending.errors);
    assert.ok(receiver.requests.length > 0);
  });

  it('a signal ends the process though the receiver never answers', async () => {
    receiver.answer = () => new Promise(() => undefined);
    const ending = await end(['wait'], (app) => app.kill('SIGTERM'));
    assert.equal(ending.signal, 'SIGTERM');
    assert.match(ending.errors, /could not be delivered/);
  });

  it('leaves a signal to the app that listens to it', async () => {
    const ending = await end(['wait', 'own-listener'], (app) => app.kill('SIGTERM'));
    assert.deepEqual([ending.code, ending.signal, ending.output.includes('handled by the app')], [7, null, true]);
  });

  it('leaves signals alone when told to', async () => {
    const ending = await end(['wait', 'no-handling'], (app) => app.kill('SIGTERM'));
    assert.equal(ending.signal, 'SIGTERM');
    assert.deepEqual(arrived(), { states: [], updates: 0, error: undefined });
  });

  it('an uncaught exception marks the run failed, is delivered, and kills the process as ever', async () => {
    const ending = await end(['throw'], undefined, PATIENCE);
    assert.equal(ending.code, 1);
    assert.match(ending.errors, /TypeError: boom/);
    assert.deepEqual(arrived(), { states: ['failed'], updates: 1, error: 'TypeError' });
  });

  it('an unhandled rejection does the same', async () => {
    const ending = await end(['reject'], undefined, PATIENCE);
    assert.equal(ending.code, 1);
    assert.match(ending.errors, /RangeError: unheard/);
    assert.deepEqual(arrived(), { states: ['failed'], updates: 1, error: 'RangeError' });
  });

  it('an exception dies as ever though the receiver is gone', async () => {
    receiver.answer = () => 'hang up';
    const ending = await end(['throw']);
    assert.equal(ending.code, 1);
    assert.match(ending.errors, /TypeError: boom/);
    assert.match(ending.errors, /not all of the last \d+ updates and events could be delivered to http/);
  });

  it('`process.exit()` loses nothing, marks the run interrupted, and keeps the exit code', async () => {
    const ending = await end(['exit'], undefined, PATIENCE);
    assert.deepEqual([ending.code, ending.signal], [3, null], ending.errors);
    assert.deepEqual(arrived(), { states: ['interrupted'], updates: 1, error: undefined });
    assert.equal(ending.errors.includes('could be delivered'), false);
  });

  it('`process.exit()` loses nothing either when nobody waits for `shutdown`', async () => {
    const ending = await end(['exit-in-shutdown'], undefined, PATIENCE);
    assert.equal(ending.code, 3, ending.errors);
    assert.deepEqual(arrived(), { states: ['interrupted'], updates: 1, error: undefined });
  });

  it('`process.exit()` ends though the receiver never answers, and says what is lost', async () => {
    receiver.answer = () => new Promise(() => undefined);
    const ending = await end(['exit']);
    assert.equal(ending.code, 3);
    assert.match(
      ending.errors,
      /not all of the last \d+ updates and events could be delivered to http.* before this process ends$/m,
    );
  });

  for (const [ending, code] of [
    ['throw', 1],
    ['exit', 3],
  ] as const) {
    it(`the last words of the app's log are delivered too, when it ends by ${ending}`, async () => {
      const { errors, ...ended } = await end([ending, 'logs'], undefined, PATIENCE);
      assert.equal(ended.code, code, errors);
      assert.equal(arrived().updates, 1);
      const words = receiver.records('logs').filter(({ scope }) => scope === 'app');
      assert.deepEqual(
        words.map(({ severityNumber, attributes }) => [severityNumber, attributes.get('fl.round.number')]),
        [
          [17, 1],
          [0, 1],
        ],
      );
      assert.equal(words[0]?.attributes.get('free'), 0);
      assert.equal(words[0]?.resource.get('service.name'), 'digits');
    });
  }

  it('an exception that the app catches is none of our business', async () => {
    const ending = await end(['catch', 'own-catch']);
    assert.equal(ending.code, 0, ending.errors);
    assert.match(ending.output, /caught by the app/);
    assert.deepEqual(arrived(), { states: ['finished'], updates: 1, error: undefined });
  });

  it('an app that forgot to shut down loses nothing', async () => {
    const ending = await end(['forget'], undefined, PATIENCE);
    assert.equal(ending.code, 0, ending.errors);
    assert.deepEqual(arrived(), { states: ['interrupted'], updates: 1, error: undefined });
  });

  it('telemetry alone keeps no process alive', async () => {
    const ending = await end(['nothing']);
    assert.deepEqual([ending.code, ending.signal], [0, null]);
    assert.match(ending.errors, /fedotel: telemetry goes to http:\/\/127\.0\.0\.1:\d+ \(OTEL_EXPORTER_OTLP_ENDPOINT\)/);
  });
});

/** How the app ended. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}
