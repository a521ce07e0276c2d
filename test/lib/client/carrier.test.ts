import assert from 'node:assert/strict';
import { createTraceState } from '@opentelemetry/api';
import fc from 'fast-check';
import { createCarrier, readCarrier } from '../../../lib/client/carrier.js';

const TASK = {
  id: 'r1',
  attempt: 1_795_330_877_683,
  job: 'digits "quoted"',
  round: 3,
  operation: 'train',
  client: 'kliënt-1',
  mode: 'sync',
  reportsOnly: false,
  logsByReport: false,
} as const;
const NO_SPAN = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

describe('carrier', () => {
  it('has no trace context where only reports may speak of clients, and says so to the client', () => {
    const carrier = createCarrier({ ...TASK, reportsOnly: true, logsByReport: true }, SPAN);
    assert.deepEqual(Object.keys(carrier), ['fedotel']);
    assert.equal(readCarrier(carrier).task?.reportsOnly, true);
    assert.equal(JSON.stringify(createCarrier(TASK, SPAN)).includes('reportsOnly'), false);
  });

  it('goes there and back, also as JSON text', () => {
    const carrier = createCarrier(TASK, SPAN);
    const expected = { task: TASK, parent: SPAN, tracestate: undefined };
    assert.deepEqual(readCarrier(carrier), expected);
    assert.deepEqual(readCarrier(JSON.parse(JSON.stringify(carrier))), expected);
    assert.deepEqual(readCarrier(JSON.stringify(carrier)), expected);
  });

  it('is small and says nothing of a trace that there is not', () => {
    const carrier = createCarrier(TASK, NO_SPAN);
    assert.deepEqual(Object.keys(carrier), ['fedotel']);
    assert.ok(JSON.stringify(createCarrier(TASK, SPAN)).length < 400);
  });

  it('takes trace state along', () => {
    const carrier = createCarrier(TASK, { ...SPAN, traceState: createTraceState('vendor=1') });
    assert.equal(carrier.tracestate, 'vendor=1');
    assert.equal(readCarrier(carrier).tracestate, 'vendor=1');
  });

  it('of a later major version, too large or broken is no identity', () => {
    const entry = JSON.parse(createCarrier(TASK, SPAN).fedotel) as Record<string, unknown>;
    for (const broken of [
      { ...entry, v: 2 },
      { ...entry, run: 5 },
      { ...entry, round: '3' },
      { ...entry, attempt: 1.5 },
      { ...entry, client: undefined },
      { ...entry, job: 'x'.repeat(9000) },
    ]) {
      assert.equal(readCarrier({ fedotel: JSON.stringify(broken) }).task, undefined);
    }
    assert.equal(readCarrier({ fedotel: '{' }).task, undefined);
  });

  it('can be anything without harm', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(readCarrier(value).task, undefined);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.equal(readCarrier({ fedotel: text, traceparent: text, tracestate: text }).parent, undefined);
      }),
    );
  });
});
