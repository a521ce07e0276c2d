import { createRequire } from 'node:module';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { SignalConfig } from '../config/resolve.js';
import { encodePoints } from '../pipeline/encode-points.js';
import type { ExporterResult } from '../pipeline/export-outcome.js';
import { isPointBatch, type PointBatch } from '../pipeline/point-batch.js';
import { PointSerializer } from '../pipeline/protobuf/point-serializer.js';
import { yieldToLoop } from '../pipeline/yield-to-loop.js';

/** Metrics of the SDK's making, or our own points before any encoding. */
export type MetricsPayload = ResourceMetrics | PointBatch;

/** The part of an official OTLP exporter that is used. */
export interface OtlpExporter<Payload> {
  /** Throws or rejects, and never calls `done`, when the payload cannot be serialised. */
  export(payload: Payload, done: (result: ExporterResult) => void): void | Promise<void>;
  shutdown(): Promise<void>;
}

/** Our own points when they are bytes already. */
interface EncodedPoints {
  readonly body: Uint8Array;
  /** Data points in it. */
  readonly points: number;
}

function isEncoded(payload: object): payload is EncodedPoints {
  return 'body' in payload;
}

/** Turns a payload into the body of a request, and reads the answer's. */
interface Serializer<Payload> {
  serializeRequest(payload: Payload): Uint8Array | undefined;
  deserializeResponse(data: Uint8Array): unknown;
}

/** What the official exporters are made of and export for makers of other exporters. */
interface ExporterParts {
  readonly transport: {
    createOtlpHttpExportDelegate(
      options: unknown,
      serializer: Serializer<MetricsPayload | EncodedPoints>,
      componentType: string,
      helper: { readonly name: string; countItems(payload: MetricsPayload | EncodedPoints): number },
    ): OtlpExporter<MetricsPayload | EncodedPoints>;
    convertLegacyHttpOptions(options: object, signal: string, path: string, headers: Record<string, string>): unknown;
  };
  readonly serializer: Serializer<object>;
}

/**
 * An exporter of metrics with the transport of the official one, which sends our own points through our own serializer:
 * the official one takes several times longer for them, on the app's thread. Where the transport cannot be had apart
 * (a bundled app, JSON, an exporter of another make), the official exporter does it all.
 *
 * @param official the official exporter of the encoding
 * @param options what the official exporter is constructed with
 */
export function createMetricsExporter(
  official: OtlpExporter<ResourceMetrics>,
  { protocol }: SignalConfig,
  options: object,
): OtlpExporter<MetricsPayload> {
  const own = protocol === 'http/json' ? undefined : createOwn(options);
  return own ?? new EncodingExporter(official, protocol === 'http/json');
}

/** Gives the official exporter our points in the SDK's form. */
class EncodingExporter implements OtlpExporter<MetricsPayload> {
  readonly #official: OtlpExporter<ResourceMetrics>;
  readonly #json: boolean;

  constructor(official: OtlpExporter<ResourceMetrics>, json: boolean) {
    this.#official = official;
    this.#json = json;
  }

  export(payload: MetricsPayload, done: (result: ExporterResult) => void): void {
    const metrics = isPointBatch(payload) ? encodePoints(payload.records, payload.resource, this.#json) : payload;
    this.#official.export(metrics, done);
  }

  shutdown(): Promise<void> {
    return this.#official.shutdown();
  }
}

/** Encodes our points a little at a time, and gives the official transport nothing but bytes. */
class TurnsExporter implements OtlpExporter<MetricsPayload> {
  readonly #points = new PointSerializer();
  readonly #delegate: OtlpExporter<MetricsPayload | EncodedPoints>;
  #isClosed = false;

  constructor({ transport, serializer }: ExporterParts, options: object) {
    this.#delegate = transport.createOtlpHttpExportDelegate(
      transport.convertLegacyHttpOptions(options, 'METRICS', 'v1/metrics', {
        'Content-Type': 'application/x-protobuf',
      }),
      {
        serializeRequest: (payload) => (isEncoded(payload) ? payload.body : serializer.serializeRequest(payload)),
        deserializeResponse: (data) => serializer.deserializeResponse(data),
      },
      'otlp_http_metric_exporter',
      { name: 'metric_data_point', countItems },
    );
  }

  export(payload: MetricsPayload, done: (result: ExporterResult) => void): void | Promise<void> {
    return isPointBatch(payload) ? this.#exportPoints(payload, done) : this.#delegate.export(payload, done);
  }

  shutdown(): Promise<void> {
    this.#isClosed = true;
    return this.#delegate.shutdown();
  }

  async #exportPoints(batch: PointBatch, done: (result: ExporterResult) => void): Promise<void> {
    const body = await this.#points.serializeInTurns(batch);
    await yieldToLoop();
    if (this.#isClosed) {
      // Whoever closed it has answered for the batch, which is to be sent elsewhere.
      return;
    }
    this.#delegate.export({ body, points: countPoints(batch) }, (result) => {
      // After a failure the transport may still hold the body.
      if (result.code === 0) {
        this.#points.reuse(body);
      }
      done(result);
    });
  }
}

function createOwn(options: object): OtlpExporter<MetricsPayload> | undefined {
  try {
    return new TurnsExporter(loadParts(), options);
  } catch {
    return undefined;
  }
}

/** Loads the parts as the exporter's own package would, so that they are of one version and no dependency of ours. */
function loadParts(): ExporterParts {
  const require = createRequire(import.meta.resolve('@opentelemetry/exporter-metrics-otlp-proto'));
  const { ProtobufMetricsSerializer } = require('@opentelemetry/otlp-transformer') as {
    ProtobufMetricsSerializer: Serializer<object>;
  };
  const transport = require('@opentelemetry/otlp-exporter-base/node-http') as ExporterParts['transport'];
  return { transport, serializer: ProtobufMetricsSerializer };
}

/** Data points of a payload, for the exporter's metrics about itself. */
function countItems(payload: MetricsPayload | EncodedPoints): number {
  if (isEncoded(payload)) {
    return payload.points;
  }
  return isPointBatch(payload)
    ? countPoints(payload)
    : payload.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}

function countPoints({ records }: PointBatch): number {
  return records.reduce(
    (sum, record) => sum + (record.kind === 'update' ? record.names.length + record.metricNames.length + 1 : 1),
    0,
  );
}
