import type { ReceiverSecurity } from '../../exporters/receiver/index.js';
import type { OptionTable, OptionValues } from './table.js';
import { readTls } from './tls-files.js';

/** What protects an address that a command listens on; off loopback a token and TLS are needed. */
export const securityOptions = {
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
} as const satisfies OptionTable;

/**
 * The options as a server takes them.
 *
 * @throws UsageError when one of certificate and key is missing, CommandError when a file cannot be read
 */
export function securityOf(values: OptionValues<typeof securityOptions>): ReceiverSecurity {
  return {
    tokenFile: values.tokenFile,
    tls: readTls(values.tlsCert, values.tlsKey),
    terminatedTls: values.tlsTerminated,
    allowedHosts: values.allowedHosts,
  };
}
