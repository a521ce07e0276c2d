import assert from 'node:assert/strict';
import type { ReceiverOptions } from '../../../exporters/receiver/index.js';
import { resolveOptions } from '../../../exporters/receiver/options.js';

function resolve(options: Partial<ReceiverOptions> = {}) {
  return resolveOptions({
    listen: { host: '127.0.0.1', port: 4318 },
    accept: async () => ({ kind: 'ok' }),
    health: () => ({ instance: 'test' }),
    ...options,
  });
}

const TLS = { cert: 'c', key: 'k' };

describe('resolveOptions', () => {
  it('has the documented defaults', () => {
    const { maxBodyBytes, maxConcurrentBytes, maxConnections, headersTimeoutSeconds, requestTimeoutSeconds } =
      resolve();
    assert.deepEqual(
      { maxBodyBytes, maxConcurrentBytes, maxConnections, headersTimeoutSeconds, requestTimeoutSeconds },
      {
        maxBodyBytes: 67_108_864,
        maxConcurrentBytes: 268_435_456,
        maxConnections: 1_024,
        headersTimeoutSeconds: 20,
        requestTimeoutSeconds: 120,
      },
    );
    assert.equal(resolve().ready(), true);
    assert.equal(resolve().terminatedTls, false);
  });

  it('makes room for one body of the largest size', () => {
    assert.equal(resolve({ maxBodyBytes: 2 ** 30 }).maxConcurrentBytes, 2 ** 30);
    assert.throws(() => resolve({ maxBodyBytes: 10, maxConcurrentBytes: 9 }), {
      message: 'maxConcurrentBytes: expected at least maxBodyBytes (10), got 9',
    });
  });

  it('refuses numbers out of range and names them', () => {
    const cases: [Partial<ReceiverOptions>, string][] = [
      [{ listen: { host: '127.0.0.1', port: 65_536 } }, 'listen: expected a port from 0 to 65535, got 65536'],
      [{ listen: { host: '127.0.0.1', port: Number.NaN } }, 'listen: expected a port from 0 to 65535, got NaN'],
      [{ maxBodyBytes: 0 }, 'maxBodyBytes: expected a whole number above 0, got 0'],
      [{ maxBodyBytes: 1.5 }, 'maxBodyBytes: expected a whole number above 0, got 1.5'],
      [{ maxConnections: -1 }, 'maxConnections: expected a whole number above 0, got -1'],
      [{ headersTimeoutSeconds: 0 }, 'headersTimeoutSeconds: expected seconds above 0 and up to 3600, got 0'],
      [
        { requestTimeoutSeconds: Infinity },
        'requestTimeoutSeconds: expected seconds above 0 and up to 3600, got Infinity',
      ],
    ];
    for (const [options, message] of cases) {
      assert.throws(() => resolve(options), { message });
    }
  });

  it('takes port 0', () => {
    assert.equal(resolve({ listen: { host: 'localhost', port: 0 } }).listen.port, 0);
  });

  for (const host of ['0.0.0.0', '::', '10.1.2.3', 'fl-server']) {
    it(`wants a token and TLS on ${host}`, () => {
      const listen = { host, port: 4318 };
      assert.throws(
        () => resolve({ listen }),
        (error) => {
          assert.match(
            String(error),
            /tokens, or --token-file.* and TLS \(tls, or --tls-cert and --tls-key\).*--tls-terminated/,
          );
          assert.ok(String(error).endsWith(`got ${host} without`));
          return true;
        },
      );
      assert.throws(() => resolve({ listen, option: '--metrics-listen' }), /^Error: --metrics-listen: expected, off/);
      assert.throws(() => resolve({ listen, tls: TLS }), /a bearer token \(tokens, or --token-file\); got/);
      assert.throws(() => resolve({ listen, tokens: ['t'] }), /off loopback, TLS \(tls/);
      assert.throws(() => resolve({ listen, tokens: ['t'], terminatedTls: false }), /off loopback, TLS \(tls/);
      resolve({ listen, tokens: ['t'], tls: TLS });
      resolve({ listen, tokenFile: 'f', terminatedTls: true });
    });
  }

  for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1']) {
    it(`wants neither on ${host}`, () => {
      assert.equal(resolve({ listen: { host, port: 0 } }).listen.host, host);
    });
  }
});
