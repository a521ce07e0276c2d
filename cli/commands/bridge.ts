import { readFileSync } from 'node:fs';
import { createBridge } from '../../exporters/bridge/index.js';
import type { Command } from '../command.js';
import { CommandError } from '../errors.js';
import { parseListenAddress } from '../listen-address.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { sharedOptions } from '../shared-options.js';
import { reportOwed, untilAborted } from './bridge-life.js';

const options = {
  listen: {
    name: 'listen',
    type: 'string',
    default: '127.0.0.1:4318',
    env: ['FEDOTEL_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address to receive OTLP/HTTP on; beside a Collector use port 4328',
  },
  runsDir: sharedOptions.runsDir,
  to: sharedOptions.to,
  maxBody: {
    name: 'max-body',
    type: 'number',
    default: 67_108_864,
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
  drain: {
    name: 'drain',
    type: 'number',
    default: 10,
    env: ['FEDOTEL_DRAIN'],
    placeholder: 'SECONDS',
    help: 'time the destinations have to finish when the bridge is stopped',
  },
  config: sharedOptions.config,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** `fedotel bridge`: the bridge as a service. */
export const bridgeCommand: Command = {
  name: 'bridge',
  usage: '[options]',
  summary: 'Receive OTLP, keep every run in a folder, feed the destinations',
  options,
  async run(argv, context) {
    const { values } = parseCommandLine(options, argv, context.env);
    const listen = parseListenAddress('--listen', values.listen);
    const bridge = await createBridge({
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
      warn: (text) => context.err(`fedotel bridge: ${text}\n`),
    });
    const destinations = values.to.join(', ');
    context.out(
      values.json
        ? `${JSON.stringify({ url: bridge.url, instance: bridge.instance, runsDir: bridge.runsDir, to: values.to })}\n`
        : `fedotel bridge: OTLP/HTTP on ${bridge.url}, runs in ${bridge.runsDir}, to ${destinations}\n`,
    );
    await untilAborted(context.signal);
    const result = await bridge.stop({
      timeoutSeconds: values.drain,
      onProgress: (text) => context.interactive && context.err(`fedotel bridge: ${text}\n`),
    });
    reportOwed(result.owed, values.runsDir, context);
    return 0;
  },
};

function readTls(certPath: string | undefined, keyPath: string | undefined) {
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined || keyPath === undefined) {
    throw new CommandError('expected --tls-cert and --tls-key together, got one of them');
  }
  return { cert: readPem('--tls-cert', certPath), key: readPem('--tls-key', keyPath) };
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
