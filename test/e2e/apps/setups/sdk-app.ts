/** An app with or without an SDK of its own beside `startTelemetry`, to the endpoint of the environment. */
import { clientTask, startRun } from '../../../../lib/index.js';
import { startTelemetry } from '../../../../lib/telemetry/index.js';
import { serveCommands } from '../../../support/serve-commands.js';
import { type AppSdkReport, createAppSdk } from './app-sdk.js';
import { trainRound } from './training.js';

/** When the app registers its SDK. */
export type Moment = 'before telemetry' | 'after telemetry' | 'after a round' | 'after shutdown';

const commands = {
  /** Two rounds. @returns what the app's own SDK has seen; `registered` is what the API said */
  async play(moment: Moment): Promise<AppSdkReport & { readonly registered: boolean }> {
    const sdk = createAppSdk(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '');
    let registered = false;
    const reach = (reached: Moment) => {
      if (reached === moment) registered = sdk.register();
    };
    reach('before telemetry');
    const telemetry = await startTelemetry({ job: 'digits' });
    reach('after telemetry');
    const run = startRun({ job: 'digits', runId: 'run' });
    await trainRound(run, 1, clientTask);
    reach('after a round');
    await trainRound(run, 2, clientTask);
    await run.finish();
    const { complete } = await telemetry.shutdown();
    if (!complete) throw new Error('telemetry could not deliver');
    reach('after shutdown');
    const report = await sdk.report();
    await sdk.shutdown();
    return { ...report, registered };
  },
};

export type SdkCommands = typeof commands;

serveCommands(commands);
