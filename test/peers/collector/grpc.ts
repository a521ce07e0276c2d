import { connect } from 'node:http2';
import { REQUESTS } from '../../support/otlp-protos.js';

/** Bytes before a message: one for compression, four for the length. */
const PREFIX = 5;

/**
 * Sends an OTLP/JSON body of metrics over OTLP/gRPC, which fedotel's own library does not speak.
 *
 * @param address host and port, without TLS
 * @returns `grpc-status`: 0 is success
 */
export function exportOverGrpc(address: string, json: string): Promise<number> {
  const type = REQUESTS.metrics;
  const message = type.encode(type.fromObject(JSON.parse(json) as Record<string, unknown>)).finish();
  const frame = Buffer.alloc(PREFIX + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX);
  return new Promise((resolve, reject) => {
    const session = connect(`http://${address}`);
    session.once('error', reject);
    const call = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status = Number.NaN;
    const see = (headers: Readonly<Record<string, unknown>>) => {
      if (headers['grpc-status'] !== undefined) status = Number(headers['grpc-status']);
    };
    call.once('error', reject).on('response', see).on('trailers', see).resume();
    call.once('end', () => {
      session.close();
      resolve(status);
    });
    call.end(frame);
  });
}
