import { readFileSync } from 'node:fs';
import { describeDestinations } from '../bridge/destinations.js';
import { reportOwed, startBridge, stopBridge, untilSignal } from '../bridge/life.js';
import { createCommand } from '../command.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import { parseListenAddress } from '../options/listen-address.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';

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
  tokenFile: {
    name: 'token-file',
    type: 'string',
    env: ['FEDOTEL_TOKEN_FILE'],
    placeholder: 'FILE',
    help: 'file with the bearer token, one or two lines (two while it is exchanged); needed off loopback',
  },
  tlsCert: {
    name: 'tls-cert',
    type: 'string',
    env: ['FEDOTEL_TLS_CERT'],
    placeholder: 'FILE',
    help: 'certificate chain in PEM',
  },
  tlsKey: {
    name: 'tls-key',
    type: 'string',
    env: ['FEDOTEL_TLS_KEY'],
    placeholder: 'FILE',
    help: 'private key in PEM',
  },
  tlsTerminated: {
    name: 'tls-terminated',
    type: 'boolean',
    default: false,
    env: ['FEDOTEL_TLS_TERMINATED'],
    help: 'TLS is terminated upstream: listen off loopback without a certificate',
  },
  allowedHosts: {
    name: 'allowed-hosts',
    type: 'list',
    env: ['FEDOTEL_ALLOWED_HOSTS'],
    placeholder: 'HOST,…',
    help: 'further Host headers to accept',
  },
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
    'What a destination does not have by then stays in the run files; the next bridge on the folder goes on.',
  ],
  options,
  async run({ values }, context) {
    const listen = parseListenAddress('--listen', values.listen);
    const stopAsked = untilSignal(context);
    const bridge = await startBridge(
      'bridge',
      {
        runsDir: values.runsDir,
        listen,
        to: values.to,
        maxBodyBytes: values.maxBody,
        security: {
          tokenFile: values.tokenFile,
          tls: readTls(values.tlsCert, values.tlsKey),
          terminatedTls: values.tlsTerminated,
          allowedHosts: values.allowedHosts,
        },
      },
      context,
    );
    const { url, instance, runsDir } = bridge;
    const to = describeDestinations(values.to);
    context.out(
      values.json
        ? toJsonLine({ url, instance, runsDir, to: values.to })
        : `fedotel bridge: ${printable(`OTLP/HTTP on ${url}, runs in ${runsDir}, to ${to}`, 2000)}\n`,
    );
    await stopAsked;
    const owed = await stopBridge('bridge', bridge, values.drain, context);
    reportOwed('bridge', owed, values, context);
    return 0;
  },
});

function readTls(certPath: string | undefined, keyPath: string | undefined) {
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined || keyPath === undefined) {
    throw new UsageError(
      `expected --tls-cert and --tls-key together, got ${certPath === undefined ? '--tls-key' : '--tls-cert'} alone`,
    );
  }
  return { cert: readPem('--tls-cert', certPath), key: readPem('--tls-key', keyPath) };
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: expected a file that can be read, got ${reasonOf(error)}`);
  }
}
