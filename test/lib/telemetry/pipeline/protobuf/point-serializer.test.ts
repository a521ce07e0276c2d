import assert from 'node:assert/strict';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { decodeOtlp } from '../../../../../exporters/otlp/index.js';
import type { AttributeValue, ClientPointRecord, EpochTime } from '../../../../../lib/core/records.js';
import { encodePoints } from '../../../../../lib/telemetry/pipeline/encode-points.js';
import type { PointBatch } from '../../../../../lib/telemetry/pipeline/point-batch.js';
import { PointSerializer } from '../../../../../lib/telemetry/pipeline/protobuf/point-serializer.js';
import { clientFields } from '../../../../../semconv/index.js';
import { type Call, createRecordingVisitor } from '../../../../exporters/otlp/recording-visitor.js';

const RUN = { id: 'run-1', attempt: 1_800_000_000_000, job: 'bench' };
const RESOURCE = resourceFromAttributes({ 'service.name': 'süd', 'fl.run.attempt': RUN.attempt, list: ['a', 'b'] });

const text = fc.string({ unit: 'binary', maxLength: 70 });
const time: fc.Arbitrary<EpochTime> = fc.tuple(fc.nat(18_000_000_000), fc.nat(999_999_999));
/** What survives the official serializer: whole numbers only as far as they are exact, and no bare `null`. */
const exact = fc.double().filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number));
const plain: fc.Arbitrary<AttributeValue> = fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), exact);
const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    plain,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const fields = fc.subarray([...clientFields]).chain((chosen) =>
  fc.tuple(...chosen.map((field) => (field.valueType === 'int' ? fc.maxSafeInteger() : fc.double()))).map((values) => ({
    names: chosen.map(({ name }) => name),
    values,
  })),
);
const free = fc.dictionary(text, fc.double(), { maxKeys: 4 }).map((metrics) => ({
  metricNames: Object.keys(metrics),
  metricValues: Object.values(metrics),
}));
const update: fc.Arbitrary<ClientPointRecord> = fc
  .tuple(time, fc.nat(), text, text, fields, free, fc.dictionary(text, value, { maxKeys: 4 }))
  .map(([at, round, client, operation, known, metrics, marker]) => ({
    ...{ kind: 'update' as const, run: RUN, time: at, round, client, operation, marker },
    ...known,
    ...metrics,
  }));
const scalar: fc.Arbitrary<ClientPointRecord> = fc
  .tuple(
    time,
    text,
    fc.nat(),
    fc.double(),
    fc.option(text, { nil: undefined }),
    fc.option(fc.nat(), { nil: undefined }),
  )
  .map(([at, name, step, number, client, round]) => ({
    ...{ kind: 'scalar' as const, run: RUN, time: at, name, step, value: number, client, round },
  }));
const records = fc.array(fc.oneof(update, scalar), { maxLength: 6 });

/** What a receiver understands. The order of metrics in a request means nothing, that of a metric's points is kept. */
function understood(body: Uint8Array | undefined): unknown {
  const visitor = createRecordingVisitor();
  decodeOtlp('metrics', 'protobuf', body ?? assert.fail('nothing was serialised'), visitor);
  const nameOf = ([, head]: Call) => (head as { readonly name?: string }).name ?? '';
  return visitor.calls.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
}

function official({ records, resource }: PointBatch): Uint8Array | undefined {
  return ProtobufMetricsSerializer.serializeRequest(encodePoints(records, resource, false));
}

describe('point serializer', () => {
  it('says what the official serializer says, batch after batch', () => {
    const serializer = new PointSerializer();
    fc.assert(
      fc.property(records, (some) => {
        const batch = { records: some, resource: RESOURCE };
        assert.deepEqual(understood(serializer.serialize(batch)), understood(official(batch)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives away bytes that a later batch does not change', () => {
    const serializer = new PointSerializer();
    const first = serializer.serialize({ records: [sample('a', [1])], resource: RESOURCE });
    const copy = Buffer.from(first);
    serializer.serialize({ records: [sample('b', [2])], resource: RESOURCE });
    assert.deepEqual(first, copy);
  });

  it('keeps NaN, infinities and minus zero of doubles, and NaN where whole numbers are expected', () => {
    const serializer = new PointSerializer();
    const loss = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
    assert.deepEqual(
      pointValues(
        serializer,
        loss.map((each) => sample('a', [each])),
      ),
      loss,
    );
    assert.deepEqual(pointValues(serializer, [sample('a', [Number.NaN], 'fl.client.samples')]), [Number.NaN]);
  });

  it('passes on a metric that a newer copy of the package knows', () => {
    const [call] = numberPoints(new PointSerializer(), [sample('a', [1.5], 'fl.client.mood')]);
    assert.deepEqual(call?.[1], { name: 'fl.client.mood', unit: '', kind: 'gauge' });
  });

  it('serialises batches larger than its buffers, with texts of any length', () => {
    const serializer = new PointSerializer();
    const many = Array.from({ length: 5000 }, (_, index) => sample(`${index}`.repeat(40), [index]));
    assert.deepEqual(
      pointValues(serializer, many),
      many.map((_, index) => index),
    );
    const long = { records: [sample('ü'.repeat(70_000), [1])], resource: RESOURCE };
    assert.deepEqual(understood(serializer.serialize(long)), understood(official(long)));
  });
});

function sample(client: string, values: readonly number[], name = 'fl.client.loss'): ClientPointRecord {
  return {
    ...{ kind: 'update', run: RUN, time: [1_800_000_000, 5], round: 1, client, operation: 'train', marker: {} },
    ...{ names: [name], values, metricNames: [], metricValues: [] },
  };
}

function numberPoints(serializer: PointSerializer, some: readonly ClientPointRecord[]) {
  const visitor = createRecordingVisitor();
  decodeOtlp('metrics', 'protobuf', serializer.serialize({ records: some, resource: RESOURCE }), visitor);
  return visitor.calls.filter(([method]) => method === 'numberPoint');
}

/** Values of all points but the markers. */
function pointValues(serializer: PointSerializer, some: readonly ClientPointRecord[]): unknown[] {
  return numberPoints(serializer, some)
    .filter(([, head]) => (head as { name: string }).name !== 'fl.client.update')
    .map(([, , point]) => (point as { value: unknown }).value);
}
