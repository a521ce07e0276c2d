import assert from 'node:assert/strict';
import { decodeLine, encodeLine, identityOf } from '../../../exporters/journal/index.js';
import { decodeOtlp, type Encoding, OtlpDecodeError, type Signal } from '../../../exporters/otlp/index.js';
import { createTranslator } from '../../../exporters/translate/index.js';
import { createTestTelemetry } from '../../../testing/index.js';
import { playEverything } from '../../e2e/play-everything.js';
import type { FuzzTarget } from '../fuzz.js';

const WORDS: readonly string[] = [
  ...['fl.run.id', 'fl.round.number', 'fl.client.id', 'fl.client.update', 'fl.metric.name', 'fl.round.finished'],
  ...['"timeUnixNano":"', '"asDouble":', '"asInt":"', '"NaN"', '"Infinity"', '1e999', '-0', '18446744073709551616'],
  ...[
    '{"key":"',
    '"value":{',
    '"stringValue":"',
    '"arrayValue":{"values":[',
    '\\ud800',
    '\u0000',
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
];

/** Bodies of every kind of request that the library makes, of a run with everything in it. */
export async function otlpTargets(): Promise<readonly FuzzTarget[]> {
  const targets: FuzzTarget[] = [];
  for (const encoding of ['protobuf', 'json'] as const) {
    await using telemetry = await createTestTelemetry({ telemetry: { job: 'fuzz', protocol: `http/${encoding}` } });
    await playEverything({ runId: `fuzz-${encoding}` }, 1e9);
    const requests = await telemetry.requests();
    for (const signal of ['metrics', 'traces', 'logs'] as const) {
      const seeds = requests.filter((request) => request.signal === signal).map(({ body }) => body);
      assert.ok(seeds.length > 0, `${signal} in ${encoding}`);
      targets.push({
        name: `${signal} in ${encoding}`,
        seeds,
        words: WORDS,
        watched: /\/exporters\/(otlp|translate|journal)\//,
        run: (input) => takeRequest(signal, encoding, input),
      });
    }
  }
  return targets;
}

/** A request is refused as a whole, or its events are such as a journal keeps. */
function takeRequest(signal: Signal, encoding: Encoding, body: Uint8Array): void {
  const translator = createTranslator();
  try {
    decodeOtlp(signal, encoding, body, translator);
  } catch (error) {
    if (error instanceof OtlpDecodeError) return;
    throw error;
  }
  for (const event of translator.end().events) {
    const line = encodeLine(event);
    const decoded = decodeLine(line);
    assert.equal(decoded.kind, 'event', `${line} ${'reason' in decoded ? decoded.reason : ''}`);
    if (decoded.kind !== 'event') return;
    assert.equal(encodeLine(decoded.event), line);
    identityOf(decoded.event);
  }
}
