/**
 * An app that ends in the way its first argument says. It prints `ready` when its run is under way. With `TEST_PATIENCE` in
 * its environment it saves for as many seconds when it ends, so that how busy the machine is decides nothing.
 */
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { sharedCore } from '../../../../lib/core/core.js';
import { startRun } from '../../../../lib/index.js';
import { startTelemetry } from '../../../../lib/telemetry/index.js';
import { peerLoaders } from '../../../../lib/telemetry/peers.js';
import { startTelemetryIn } from '../../../../lib/telemetry/surroundings.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';

const [, , ending = '', extra = ''] = process.argv;

if (extra === 'own-listener') {
  process.on('SIGTERM', () => {
    process.stdout.write('handled by the app\n');
    setTimeout(() => process.exit(7), 50);
  });
}
if (extra === 'own-catch') {
  process.on('uncaughtException', () => process.stdout.write('caught by the app\n'));
}
// The interval is long, so that what arrives was sent by the handlers under test.
const options: TelemetryOptions = {
  job: 'digits',
  exportIntervalSeconds: Number(process.env.FEDOTEL_EXPORT_INTERVAL ?? 3600),
  handleSignals: extra !== 'no-handling',
  registerGlobals: extra === 'logs',
};
const { TEST_PATIENCE: patience } = process.env;
const surroundings = { environment: process.env, core: sharedCore(), loaders: peerLoaders };
const telemetry =
  patience === undefined
    ? await startTelemetry(options)
    : await startTelemetryIn({ ...surroundings, endSeconds: Number(patience) }, options);
if (ending !== 'nothing') {
  const run = startRun({ job: 'digits', runId: process.env.TEST_RUN_ID ?? 'run-1' });
  const round = run.startRound({ number: 1 });
  round.clientUpdate({ client: 'a', loss: 0.5 });
  if (extra === 'logs') {
    const logger = logs.getLogger('app');
    logger.emit({ body: 'the disk is full', severityNumber: SeverityNumber.ERROR, attributes: { free: 0 } });
    logger.emit({ body: (() => 'no other thread can have this') as never });
    logger.emit({ body: 'good bye' });
  }
  process.stdout.write('ready\n');
  if (ending === 'wait') {
    setInterval(() => undefined, 1000);
  } else if (ending === 'on-input') {
    process.stdin.once('data', () => process.stdin.destroy());
  } else if (ending === 'exit') {
    setTimeout(() => process.exit(3), 20);
  } else if (ending === 'exit-in-shutdown') {
    void telemetry.shutdown();
    process.exit(3);
  } else if (ending === 'throw') {
    setTimeout(() => {
      throw new TypeError('boom');
    }, 20);
  } else if (ending === 'reject') {
    void Promise.reject(new RangeError('unheard'));
  } else if (ending === 'catch') {
    setTimeout(() => {
      throw new TypeError('boom');
    }, 20);
    setTimeout(() => void run.finish().then(() => telemetry.shutdown()), 200);
  }
}
