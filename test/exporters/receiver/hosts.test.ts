import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createHostCheck, isLoopback } from '../../../exporters/receiver/hosts.js';

function requestWith(headers: Record<string, string>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

describe('isLoopback', () => {
  it('knows the names and addresses of loopback', () => {
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', '127.0.0.1', '127.8.9.10', '::1', '[::1]']) {
      assert.equal(isLoopback(host), true, host);
    }
  });

  it('takes nothing else for loopback', () => {
    const others = [
      '0.0.0.0',
      '::',
      '10.0.0.1',
      '192.168.0.1',
      'fedotel',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '',
      '127.1',
    ];
    for (const host of others) {
      assert.equal(isLoopback(host), false, host);
    }
  });
});

describe('createHostCheck on loopback', () => {
  const check = createHostCheck('127.0.0.1', ['fl-server', 'bridge.internal:4318', '2001:db8::1']);

  it('takes names of loopback and allowed ones, with and without port', () => {
    const hosts = ['localhost', 'localhost:4318', '127.0.0.1:1', '[::1]:4318', '[::1]', 'LocalHost:80'];
    for (const host of [
      ...hosts,
      'fl-server:9999',
      'FL-SERVER',
      'bridge.internal',
      'bridge.internal.',
      '[2001:db8::1]:80',
    ]) {
      assert.equal(check.refuse(requestWith({ host })), undefined, host);
    }
  });

  it('refuses any other name', () => {
    const hosts = [
      'evil.example',
      'evil.example:4318',
      'localhost.evil.example',
      '10.0.0.1',
      '',
      '[::1',
      'a b',
      'localhost:x',
    ];
    for (const host of [...hosts, 'localhost:1:2', 'x@localhost', '[::2]']) {
      assert.match(check.refuse(requestWith({ host })) ?? '', /not among the allowed hosts \(--allowed-hosts\)/, host);
    }
    assert.notEqual(check.refuse(requestWith({})), undefined);
  });

  it('refuses pages of other origins even under a good name', () => {
    const host = 'localhost:4318';
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'not an origin']) {
      assert.match(check.refuse(requestWith({ host, origin })) ?? '', /requests of pages from/, origin);
    }
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:7070', 'https://fl-server']) {
      assert.equal(check.refuse(requestWith({ host, origin })), undefined, origin);
    }
  });
});

describe('createHostCheck off loopback', () => {
  const check = createHostCheck('0.0.0.0', ['bridge.example']);

  it('takes any name from programs', () => {
    assert.equal(check.refuse(requestWith({ host: '10.0.0.7:4318' })), undefined);
  });

  it('takes only allowed names from pages', () => {
    const origin = 'https://bridge.example';
    assert.equal(check.refuse(requestWith({ host: 'bridge.example', origin })), undefined);
    assert.notEqual(check.refuse(requestWith({ host: 'rebound.example', origin })), undefined);
    assert.notEqual(
      check.refuse(requestWith({ host: 'bridge.example', origin: 'https://rebound.example' })),
      undefined,
    );
  });
});

describe('createHostCheck', () => {
  it('refuses allowed hosts that are no host name', () => {
    for (const host of ['*', '*.example', '', 'http://x', 'a b', 'user@x']) {
      assert.throws(
        () => createHostCheck('127.0.0.1', [host]),
        /allowedHosts \(--allowed-hosts\): expected a host name/,
        host,
      );
    }
  });
});
