import { describeDestinations, withoutCredentials } from '../bridge/destinations.js';
import { reportOwed, startBridge, stopBridge, untilSignal } from '../bridge/life.js';
import { createCommand } from '../command.js';
import { checkPerClient, destinationOptions } from '../options/destination-options.js';
import { pageOf, parseListenAddress } from '../options/listen-address.js';
import { securityOf, securityOptions } from '../options/security.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { boundsOf, retentionOptions } from '../prune/retention-options.js';

const options = {
  listen: {
    name: 'listen',
    type: 'string',
    default: '127.0.0.1:4318',
    env: ['FEDOTEL_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address to receive OTLP/HTTP on, port 0 takes a free one; beside a Collector use port 4328',
  },
  runsDir: sharedOptions.runsDir,
  to: sharedOptions.to,
  page: sharedOptions.page,
  geoip: sharedOptions.geoip,
  metricsListen: {
    name: 'metrics-listen',
    type: 'string',
    env: ['FEDOTEL_METRICS_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address that shows the metrics of the bridge itself to Prometheus at /metrics; unless given there is none',
  },
  maxBody: {
    name: 'max-body',
    type: 'number',
    default: 67_108_864,
    minimum: 1,
    whole: true,
    env: ['FEDOTEL_MAX_BODY'],
    placeholder: 'BYTES',
    help: 'largest request in bytes, also after unpacking',
  },
  indexEntries: {
    name: 'index-entries',
    type: 'number',
    default: 250_000,
    minimum: 1,
    whole: true,
    env: ['FEDOTEL_INDEX_ENTRIES'],
    placeholder: 'UPDATES',
    help: 'updates recognised from memory when they come again, some 100 bytes each; a round with more than twice as many is read again for every request',
  },
  ...securityOptions,
  ...destinationOptions,
  ...retentionOptions,
  drain: sharedOptions.drain,
  config: sharedOptions.config,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel bridge`: the bridge as a service. */
export const bridgeCommand = createCommand({
  name: 'bridge',
  usage: '[options]',
  summary: 'Receive OTLP, keep every run in a folder, feed the destinations',
  notes: [
    'Says on one line of standard output where it listens, then runs until SIGINT or SIGTERM, on which it stops receiving, gives the destinations --drain seconds and ends with 0. A second signal ends it at once.',
    'With --page the bridge serves the page for its runs, in a thread of its own; what protects the bridge protects the page too.',
    'With --keep or --max-size old runs are removed as by "fedotel runs prune", a first time after a minute: never one that goes on, nor one that a destination does not have, for 14 days; then its claim expires, and that is said.',
    'What a destination does not have by then stays in the run files; the next bridge on the folder goes on.',
  ],
  options,
  async run({ values }, context) {
    const listen = parseListenAddress('--listen', values.listen);
    const metricsListen =
      values.metricsListen === undefined ? undefined : parseListenAddress('--metrics-listen', values.metricsListen);
    const stopAsked = untilSignal(context);
    const bridge = await startBridge(
      'bridge',
      {
        runsDir: values.runsDir,
        listen,
        to: values.to,
        perClient: checkPerClient(values.perClient),
        artifactRoots: values.artifactRoot ?? [values.runsDir],
        maxBodyBytes: values.maxBody,
        indexEntries: values.indexEntries,
        page: pageOf(values.page ?? 'off', values),
        metricsListen,
        security: securityOf(values),
        retention: values.keep === undefined && values.maxSize === undefined ? undefined : boundsOf(values),
      },
      context,
    );
    const { url, pageUrl, metricsUrl, instance, runsDir } = bridge;
    const to = describeDestinations(values.to);
    const page = pageUrl === undefined ? '' : `, page on ${pageUrl}`;
    const metrics = metricsUrl === undefined ? '' : `, metrics on ${metricsUrl}/metrics`;
    context.out(
      values.json
        ? toJsonLine({
            url,
            page: pageUrl,
            metrics: metricsUrl && `${metricsUrl}/metrics`,
            instance,
            runsDir,
            to: withoutCredentials(values.to),
          })
        : `fedotel bridge: ${printable(`OTLP/HTTP on ${url}${page}${metrics}, runs in ${runsDir}, to ${to}`, 2000)}\n`,
    );
    await stopAsked;
    const owed = await stopBridge('bridge', bridge, values.drain, context);
    reportOwed('bridge', owed, values, context);
    return 0;
  },
});
