import assert from 'node:assert/strict';
import { type Proxies, proxyAgentOptions, proxyNotice, readProxies } from '../../../exporters/http/proxy.js';

const OWN = 'localhost,127.0.0.1,[::1],::1';
const BOTH = ['http', 'https'] as const;

describe('proxies of the environment', () => {
  const cases: readonly [what: string, env: Record<string, string>, Proxies | undefined][] = [
    ['none', { NO_PROXY: 'x' }, undefined],
    ['of each scheme its own', { HTTP_PROXY: 'http://a:1', https_proxy: 'https://b' }, own('http://a:1', 'https://b')],
    ['small letters count', { HTTPS_PROXY: 'http://a', https_proxy: 'http://b' }, own(undefined, 'http://b')],
    ['an empty one means none', { HTTPS_PROXY: 'http://a', https_proxy: ' ' }, undefined],
    ['without a scheme', { HTTP_PROXY: 'user:word@proxy:3128' }, own('http://user:word@proxy:3128')],
  ];
  for (const [what, env, expected] of cases) {
    it(what, () => assert.deepEqual(readProxies(env, BOTH), expected));
  }

  it('of a destination itself count before the common ones', () => {
    const given = { http: { source: 'X_PROXY', address: 'b' } };
    const env = { http_proxy: 'http://a', https_proxy: 'http://c' };
    assert.deepEqual(readProxies(env, BOTH, given), own('http://b', 'http://c'));
    assert.throws(
      () => readProxies(env, BOTH, { http: { source: 'X_PROXY', address: 'ftp://b' } }),
      /^Error: X_PROXY: /,
    );
  });

  it('are not for hosts that are named, nor for this machine', () => {
    const env = { HTTP_PROXY: 'http://a', NO_PROXY: 'upper' };
    assert.equal(readProxies(env, BOTH)?.no_proxy, `upper,${OWN}`);
    assert.equal(readProxies({ ...env, no_proxy: ' lower, .example ' }, BOTH)?.no_proxy, `lower, .example,${OWN}`);
    assert.equal(readProxies({ ...env, no_proxy: '*' }, BOTH)?.no_proxy, '*');
    for (const host of ['localhost', '127.0.0.1:5000', '127.1.2.3', '[::1]:5000']) {
      assert.equal(readProxies(env, new URL(`http://${host}/`)), undefined);
    }
  });

  it('are read for what is asked for alone', () => {
    const env = { HTTP_PROXY: 'http://a', HTTPS_PROXY: 'socks5://b' };
    assert.deepEqual(readProxies(env, new URL('http://server/')), own('http://a'));
    assert.throws(() => readProxies(env, new URL('https://server/')), {
      message: 'HTTPS_PROXY: expected the http:// or https:// address of a proxy, got a socks5: address',
    });
  });

  it('that are no addresses are said without their password', () => {
    for (const value of ['http://user:secret@[', 'user:secret@:x:', 'ftp://user:secret@host']) {
      assert.throws(
        () => readProxies({ http_proxy: value }, BOTH),
        (error: Error) =>
          /^http_proxy: expected the http:\/\/ or https:\/\/ address/.test(error.message) &&
          !/secret/.test(error.message),
      );
    }
  });

  it('go to an agent in the option that Node.js reads', () => {
    assert.deepEqual(proxyAgentOptions(undefined), {});
    assert.deepEqual(proxyAgentOptions(own('http://a')), { proxyEnv: own('http://a') });
  });

  it('that this Node.js cannot use are said', () => {
    for (const version of ['22.21.0', '22.30.1', '24.5.0', '25.0.0', '26.1.0']) {
      assert.equal(proxyNotice(own('http://a'), version), undefined, version);
    }
    for (const version of ['20.19.0', '20.30.0', '22.20.0', '23.11.0', '24.4.1']) {
      assert.match(proxyNotice(own('http://a'), version) ?? '', /^HTTP_PROXY: expected Node.js 22.21, 24.5/, version);
    }
    assert.match(proxyNotice(own('http://a', 'http://b'), '20.19.0') ?? '', /^HTTPS_PROXY and HTTP_PROXY: /);
    assert.equal(proxyNotice(undefined, '20.19.0'), undefined);
    assert.equal(proxyNotice({ ...own('http://a'), no_proxy: '*' }, '20.19.0'), undefined);
  });
});

function own(http?: string, https?: string): Proxies {
  return {
    ...(http === undefined ? {} : { http_proxy: http }),
    ...(https === undefined ? {} : { https_proxy: https }),
    no_proxy: OWN,
  };
}
