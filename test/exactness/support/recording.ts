import { startTelemetry, type TelemetryOptions } from '../../../lib/telemetry/index.js';
import { type RecordedRequest, startRecordingServer } from '../../support/recording-server.js';

/** What `record` lets an app do beside recording. */
export interface Recorder {
  /** Ends the request under way: what comes later travels in another one. */
  cut(): Promise<void>;
}

/**
 * The export requests that an app with the library sends, encoded by the official serializers, as they came over the
 * wire. Nothing is repeated, and they are in the order in which they were sent.
 *
 * @throws Error when something did not arrive
 */
export async function record(
  options: TelemetryOptions,
  app: (recorder: Recorder) => Promise<void>,
): Promise<readonly RecordedRequest[]> {
  const server = await startRecordingServer();
  try {
    const telemetry = await startTelemetry({
      endpoint: server.url,
      quiet: true,
      handleSignals: false,
      exportIntervalSeconds: 3600,
      ...options,
    });
    await app({ cut: async () => void (await telemetry.flush()) });
    const { complete } = await telemetry.shutdown();
    if (!complete) throw new Error('the recording server did not get everything');
    return [...server.requests];
  } finally {
    await server.close();
  }
}
