import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { sharedCore } from '../lib/core/core.js';
import { isClientPoint } from '../lib/core/point-kinds.js';
import type { ClientPointRecord } from '../lib/core/records.js';
import { startRun } from '../lib/index.js';
import { encodePoints } from '../lib/telemetry/pipeline/encode-points.js';
import { PointSerializer } from '../lib/telemetry/pipeline/protobuf/point-serializer.js';
import type { ClientUpdate } from '../lib/update/types.js';
import { type Benchmark, type Figures, interleave, timesCheaper } from './harness.js';
import { FIELDS, fullUpdate, SdkGauges } from './support/updates.js';

/** Updates of one batch, as the pipeline takes them. */
const BATCH = 250;

const resource = resourceFromAttributes({ 'service.name': 'bench', 'fl.run.id': 'run-1', 'fl.job.name': 'bench' });

/** What one update costs until it is bytes: record, collect, encode. */
export const wayOut: Benchmark = {
  name: 'way-out',
  about: `one update with ${FIELDS} fields until it is protobuf`,
  async run(): Promise<Figures> {
    const run = startRun({ job: 'bench' });
    const sdk = new SdkGauges();
    const serializer = new PointSerializer();
    let round = 0;
    const ours = (encode: (records: readonly ClientPointRecord[]) => Uint8Array | undefined) => () => {
      const updates = updatesOf(++round);
      run.startRound({ number: round });
      const start = process.hrtime.bigint();
      for (const update of updates) {
        run.clientUpdate(update);
      }
      const { points } = sharedCore().outbox;
      const batch = points.peek({ maxRecords: BATCH, maxBytes: 64 * 1024 * 1024 });
      const bytes = encode(batch.records.filter(isClientPoint));
      points.acknowledge(batch);
      return microsEach(start, bytes);
    };
    const micros = await interleave(
      {
        own: ours((records) => serializer.serialize({ records, resource })),
        official: ours((records) => ProtobufMetricsSerializer.serializeRequest(encodePoints(records, resource, false))),
        sdk: async () => {
          const updates = updatesOf(++round);
          const start = process.hrtime.bigint();
          for (const update of updates) {
            sdk.record(update);
          }
          const { resourceMetrics } = await sdk.reader.collect();
          return microsEach(start, ProtobufMetricsSerializer.serializeRequest(resourceMetrics));
        },
      },
      { rounds: 61, warmUp: 30 },
    );
    return {
      'wayOut.ratioOfficialSerializer': timesCheaper(
        micros.official,
        micros.sdk,
        'outbox and the official serializer against SDK gauges and the official serializer',
        5,
      ),
      'wayOut.ratio': timesCheaper(
        micros.own,
        micros.sdk,
        'outbox and own serializer against SDK gauges and the official serializer',
        10,
      ),
      'wayOut.micros': { value: micros.own, unit: 'µs', what: 'one update as protobuf' },
      'wayOut.sdkMicros': { value: micros.sdk, unit: 'µs', what: 'one update through SDK gauges, as protobuf' },
    };
  },
};

function updatesOf(round: number): ClientUpdate[] {
  return Array.from({ length: BATCH }, (_, client) => fullUpdate(round, client));
}

function microsEach(start: bigint, bytes: Uint8Array | undefined): number {
  const nanos = Number(process.hrtime.bigint() - start);
  if (bytes === undefined || bytes.length < BATCH * FIELDS * 20) {
    throw new Error('the batch was not encoded');
  }
  return nanos / 1e3 / BATCH;
}
