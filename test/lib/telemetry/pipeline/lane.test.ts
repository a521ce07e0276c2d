import assert from 'node:assert/strict';
import { createRecordQueue, type RecordQueue } from '../../../../lib/core/record-queue.js';
import type { ExportOutcome } from '../../../../lib/telemetry/pipeline/export-outcome.js';
import { createLane, type Lane, type LaneOptions } from '../../../../lib/telemetry/pipeline/lane.js';
import { until } from '../fixtures.js';

const RETRY: ExportOutcome = { kind: 'retry', reason: 'later', unreachable: false };

describe('lane', () => {
  let queue: RecordQueue<number>;
  let lane: Lane | undefined;
  let sent: number[][];
  let answers: (ExportOutcome | Promise<ExportOutcome>)[];
  let rejected: [number, string][];

  beforeEach(() => {
    queue = createRecordQueue({ maxRecords: 100, maxBytes: 1000 });
    sent = [];
    answers = [];
    rejected = [];
  });

  afterEach(() => lane?.stop());

  /** A lane whose exports are recorded and answered from `answers`, then with `ok`. */
  function start(options: Partial<LaneOptions<number>> = {}): Lane {
    lane = createLane({
      queue,
      limits: { maxRecords: 3, maxBytes: 500 },
      intervalSeconds: 3600,
      backoff: { initialSeconds: 0.005, maxSeconds: 0.01 },
      prepare: (records) => [{ count: records.length, send: () => send(records) }],
      onRejected: (count, reason) => rejected.push([count, reason]),
      ...options,
    });
    return lane;
  }

  async function send(records: readonly number[]): Promise<ExportOutcome> {
    sent.push([...records]);
    return (await answers.shift()) ?? { kind: 'ok' };
  }

  function push(...records: number[]): void {
    for (const record of records) {
      queue.push(record, 10);
    }
  }

  it('sends batches in order and acknowledges each', async () => {
    const running = start();
    push(1, 2);
    await running.drained();
    push(3, 4, 5, 6);
    await running.drained();
    assert.deepEqual(sent, [[1, 2], [3, 4, 5], [6]]);
    assert.equal(queue.size, 0);
  });

  it('never encodes inside the push that fills a batch', () => {
    start();
    push(1, 2, 3);
    assert.deepEqual(sent, []);
  });

  it('sends a full batch at once, by count and by bytes', async () => {
    start();
    push(1, 2, 3);
    await until(() => queue.size === 0);
    queue.push(4, 500);
    await until(() => queue.size === 0);
    assert.deepEqual(sent, [[1, 2, 3], [4]]);
  });

  it('sends less than a batch at once when that is due, and more of what has piled up', async () => {
    let release: (outcome: ExportOutcome) => void = () => undefined;
    start({ limits: { maxRecords: 5, maxBytes: 500 }, dueRecords: 2 });
    answers = [
      new Promise((resolve) => {
        release = resolve;
      }),
    ];
    push(1, 2);
    await until(() => sent.length === 1);
    push(3, 4, 5, 6, 7, 8, 9);
    release({ kind: 'ok' });
    await until(() => sent.length === 3);
    assert.deepEqual(sent, [
      [1, 2],
      [3, 4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('lets a flow that fills no batch wait for the interval, also after a request', async () => {
    const running = start();
    push(1);
    await running.drained();
    push(2, 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(sent, [[1]]);
    push(4);
    await until(() => queue.size === 0);
    assert.deepEqual(sent, [[1], [2, 3, 4]]);
  });

  it('sends what waits at each interval', async () => {
    start({ intervalSeconds: 0.01 });
    push(1);
    await until(() => sent.length === 1);
    push(2);
    await until(() => sent.length === 2);
  });

  it('keeps a batch until it is acknowledged and sends the very same again', async () => {
    const running = start();
    answers = [RETRY, RETRY];
    push(1, 2);
    const drained = running.drained();
    push(3, 4);
    await drained;
    assert.deepEqual(sent.slice(0, 3), [
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('counts the failures in a row', async () => {
    const failures: number[] = [];
    const running = start({ onRetry: (count) => failures.push(count) });
    answers = [RETRY, RETRY, { kind: 'ok' }, RETRY];
    push(1);
    await running.drained();
    push(2);
    await running.drained();
    assert.deepEqual(failures, [1, 2, 1]);
  });

  it('ends a pause when it is nudged', async () => {
    const running = start({ backoff: { initialSeconds: 3600, maxSeconds: 3600 } });
    answers = [RETRY];
    push(1, 2, 3);
    await until(() => sent.length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    running.nudge();
    await until(() => queue.size === 0);
  });

  it('drops a refused batch, says how much, and goes on', async () => {
    const running = start();
    answers = [{ kind: 'reject', reason: 'bad' }];
    push(1, 2, 3, 4);
    await running.drained();
    assert.deepEqual(rejected, [[3, 'bad']]);
    assert.deepEqual(sent, [[1, 2, 3], [4]]);
  });

  it('sends the requests of one batch one after the other, and none twice', async () => {
    const running = start({
      prepare: (records) => records.map((record) => ({ count: 1, send: () => send([record]) })),
    });
    answers = [{ kind: 'ok' }, RETRY, { kind: 'reject', reason: 'no' }, { kind: 'ok' }];
    push(1, 2, 3);
    await running.drained();
    assert.deepEqual(sent, [[1], [2], [2], [3]]);
    assert.deepEqual(rejected, [[1, 'no']]);
  });

  it('drops what cannot be encoded', async () => {
    const running = start({
      prepare: () => {
        throw new Error('no words for it');
      },
    });
    push(1, 2);
    await running.drained();
    assert.deepEqual(rejected, [[2, 'no words for it']]);
  });

  it('drops silently what is not to be sent', async () => {
    const running = start({ prepare: () => [] });
    push(1);
    await running.drained();
    assert.deepEqual([rejected, queue.size], [[], 0]);
  });

  it('is drained when what was there at the call has gone, whatever came later', async () => {
    let release: (outcome: ExportOutcome) => void = () => undefined;
    const running = start({ limits: { maxRecords: 1, maxBytes: 500 } });
    answers = [
      { kind: 'ok' },
      new Promise((resolve) => {
        release = resolve;
      }),
    ];
    push(1);
    const drained = running.drained();
    push(2);
    await drained;
    assert.equal(queue.size, 1);
    release({ kind: 'ok' });
  });

  it('says when the oldest batch has been tried, also in vain', async () => {
    const running = start({ backoff: { initialSeconds: 3600, maxSeconds: 3600 } });
    await running.tried();
    answers = [RETRY];
    push(1);
    await running.tried();
    assert.deepEqual([sent.length, queue.size], [1, 1]);
    await running.tried();
    assert.equal(sent.length, 1);
  });

  it('lets another one go first', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const running = start({ before: () => gate });
    push(1);
    const drained = running.drained();
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(sent, []);
    open();
    await drained;
    assert.deepEqual(sent, [[1]]);
  });

  it('starts no export after it was stopped, lets nobody wait, and leaves the records', async () => {
    const running = start();
    answers = Array.from({ length: 1000 }, () => RETRY);
    push(1);
    const drained = running.drained();
    const tried = running.tried();
    await until(() => sent.length > 0);
    running.stop();
    const before = sent.length;
    await drained;
    await tried;
    push(2, 3, 4);
    running.nudge();
    await running.drained();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual([sent.length, queue.size], [before, 4]);
  });
});
