import assert from 'node:assert/strict';
import type { MlflowApi, MlflowMetric, MlflowResult } from '../../../../exporters/mlflow/api/index.js';
import type { RunPoint } from '../../../../exporters/mlflow/sink/batches.js';
import { type Sending, sendPoints } from '../../../../exporters/mlflow/sink/point-sender.js';
import { useFakeRun } from './fake-run.js';

const point = (key: string, step: number, value = step): RunPoint => ({
  name: { key, child: undefined, tag: undefined },
  step,
  timeMillis: 1000 + step,
  value,
});

describe('sendPoints', () => {
  const given = useFakeRun();
  let refused: string[];
  let divided: number;
  beforeEach(() => {
    refused = [];
    divided = 0;
  });

  const sending = (points: readonly RunPoint[]): Sending => ({
    runId: given.run.runId,
    points,
    async onDivide() {
      divided += 1;
      return undefined;
    },
    async onRefused({ name, step }, reason) {
      refused.push(`${name.key} ${step}: ${reason}`);
    },
  });
  const stored = () =>
    given.fake.store
      .points(given.run.runId)
      .map(({ key, step }) => `${key} ${step}`)
      .sort();

  it('sends one request when all is well', async () => {
    assert.deepEqual(await sendPoints(given.api, sending([point('a', 1), point('b', 2)])), {
      kind: 'ok',
      value: undefined,
    });
    assert.deepEqual(stored(), ['a 1', 'b 2']);
    assert.equal(divided, 0);
  });

  it('finds those that must not be sent, says so before it divides, and sends the rest', async () => {
    const points = [
      point('a', 1),
      point('b', 1.5, 1),
      point('c()', 2),
      point('d', 3),
      { ...point('e', 4), timeMillis: -1 },
    ];
    assert.equal((await sendPoints(given.api, sending(points))).kind, 'ok');
    assert.deepEqual(stored(), ['a 1', 'd 3']);
    assert.deepEqual(refused.map((line) => line.split(' ')[0]).sort(), ['b', 'c()', 'e']);
    assert.equal(divided, 1);
  });

  it('finds one culprit among a thousand by halves, in few requests', async () => {
    let requests = 0;
    const counting = stub((metrics) => {
      requests += 1;
      return metrics.some(({ step }) => step === 777) ? { ...REJECT } : { kind: 'ok', value: undefined };
    });
    const points = Array.from({ length: 1000 }, (_, step) => point('a', step));
    assert.equal((await sendPoints(counting, sending(points))).kind, 'ok');
    assert.deepEqual(refused, ['a 777: no']);
    assert.ok(requests <= 21, `${requests} requests`);
  });

  it('goes on dividing nothing when the place cannot be kept', async () => {
    const failing = { ...sending([point('a', 1), point('b', 1.5)]), onDivide: async () => RETRY };
    assert.deepEqual(await sendPoints(given.api, failing), RETRY);
    assert.deepEqual(stored(), []);
  });

  it('says when a request may have been carried out', async () => {
    const lost = stub(() => ({ kind: 'retry', reason: 'lost', unsure: true }));
    assert.deepEqual(await sendPoints(lost, sending([point('a', 1)])), { kind: 'retry', reason: 'lost', unsure: true });
  });

  it('parks when the run or the server takes nothing', async () => {
    const deleted = stub(() => ({ ...REJECT, code: 'run_deleted', scope: 'run' }));
    assert.deepEqual(await sendPoints(deleted, sending([point('a', 1)])), { kind: 'park', reason: 'no' });
    assert.deepEqual(refused, []);
  });

  it('tries again when something else answers in the place of MLflow', async () => {
    const other = stub(() => ({ ...REJECT, code: 'not_mlflow', scope: 'server' }));
    assert.deepEqual(await sendPoints(other, sending([point('a', 1)])), { kind: 'retry', reason: 'no' });
  });

  function stub(answer: (metrics: readonly MlflowMetric[]) => MlflowResult<undefined>): MlflowApi {
    return Object.assign(Object.create(given.api), {
      async logBatch(_run: string, batch: { metrics: readonly MlflowMetric[] }) {
        return answer(batch.metrics);
      },
    }) as MlflowApi;
  }
});

const REJECT = { kind: 'reject', reason: 'no', code: 'invalid', scope: 'request' } as const;
const RETRY = { kind: 'retry', reason: 'disk full' } as const;
