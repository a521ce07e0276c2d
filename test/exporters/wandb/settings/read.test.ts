import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type GivenWandbSettings, readWandbSettings } from '../../../../exporters/wandb/settings/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const KEY = 'k'.repeat(40);
const STORED = 's'.repeat(40);
const basic = (key: string) => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

describe('readWandbSettings', () => {
  const folder = temporaryFolder('wandb-settings');
  const home = join(folder.path, 'home');
  before(() => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, '.netrc'), `machine api.wandb.ai\n  login user\n  password ${STORED}\n`);
  });
  after(() => folder.remove());

  const read = (env: Record<string, string> = {}, given: GivenWandbSettings = {}, from = '/nowhere') =>
    readWandbSettings(given, { env, home: from });

  it('has a default for everything', () => {
    const { authorization, proxies, ...rest } = read();
    assert.deepEqual(rest, {
      mode: 'offline',
      modeGiven: false,
      baseUrl: 'https://api.wandb.ai',
      project: undefined,
      entity: undefined,
      group: undefined,
      jobType: undefined,
      tags: [],
      displayName: undefined,
      notes: undefined,
      dir: '.',
      timeoutSeconds: 60,
    });
    assert.deepEqual([authorization(), proxies()], [undefined, undefined]);
  });

  it('reads proxies for what goes over HTTP, its own variables first', () => {
    const env = { WANDB_HTTPS_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2', http_proxy: 'http://c:3' };
    const { https_proxy, http_proxy } = read({ ...env, WANDB_API_KEY: KEY }).proxies() ?? {};
    assert.deepEqual([https_proxy, http_proxy], ['http://a:1', 'http://c:3']);
    assert.equal(read({ ...env, HTTPS_PROXY: 'socks5://b' }).proxies(), undefined);
  });

  it('reads the variables', () => {
    const {
      authorization,
      proxies: _proxies,
      ...rest
    } = read({
      WANDB_API_KEY: KEY,
      WANDB_BASE_URL: ' https://wandb.example:8443/wb/ ',
      WANDB_PROJECT: 'digits',
      WANDB_ENTITY: 'lab',
      WANDB_RUN_GROUP: 'g',
      WANDB_JOB_TYPE: 'train',
      WANDB_TAGS: 'fl, demo,,fl',
      WANDB_NAME: 'first',
      WANDB_NOTES: 'why',
      WANDB_DIR: '/data',
      WANDB_HTTP_TIMEOUT: '7',
    });
    assert.deepEqual(rest, {
      mode: 'online',
      modeGiven: false,
      baseUrl: 'https://wandb.example:8443/wb',
      project: 'digits',
      entity: 'lab',
      group: 'g',
      jobType: 'train',
      tags: ['fl', 'demo'],
      displayName: 'first',
      notes: 'why',
      dir: '/data',
      timeoutSeconds: 7,
    });
    assert.equal(authorization(), basic(KEY));
  });

  it('takes an empty variable for an unset one, and lets code win', () => {
    const { project, dir } = read({ WANDB_PROJECT: 'env', WANDB_DIR: '' }, { project: 'code' });
    assert.deepEqual([project, dir], ['code', '.']);
  });

  for (const [env, mode, modeGiven] of [
    [{ WANDB_API_KEY: KEY }, 'online', false],
    [{ WANDB_API_KEY: KEY, WANDB_MODE: 'online' }, 'online', true],
    [{ WANDB_API_KEY: KEY, WANDB_MODE: 'offline' }, 'offline', true],
    [{ WANDB_MODE: 'dryrun' }, 'offline', true],
    [{ WANDB_MODE: 'disabled' }, 'disabled', true],
    [{ WANDB_API_KEY: 'short', WANDB_MODE: 'disabled' }, 'disabled', true],
    [{}, 'offline', false],
  ] as const) {
    it(`is ${mode} with ${Object.keys(env).join(', ') || 'nothing'}`, () => {
      const settings = read(env);
      assert.deepEqual([settings.mode, settings.modeGiven], [mode, modeGiven]);
    });
  }

  it('finds the key of the host in .netrc', () => {
    const settings = read({}, {}, home);
    assert.deepEqual([settings.mode, settings.authorization()], ['online', basic(STORED)]);
  });

  it('gives no other server the key that .netrc has for this one', () => {
    const settings = read({ WANDB_BASE_URL: 'http://127.0.0.1:8080' }, {}, home);
    assert.deepEqual([settings.mode, settings.authorization()], ['offline', undefined]);
  });

  it('shows the key neither in a log nor in JSON', () => {
    const settings = read({ WANDB_API_KEY: KEY });
    assert.doesNotMatch(inspect(settings) + JSON.stringify(settings), /kkkk|YXBpOm/);
  });

  for (const [env, message] of [
    [{ WANDB_MODE: 'online' }, /^Error: WANDB_MODE=online: expected WANDB_API_KEY.*api\.wandb\.ai.*got neither$/],
    [{ WANDB_MODE: 'shared' }, /WANDB_MODE: expected online, offline or disabled, got "shared"/],
    [{ WANDB_MODE: 'toString' }, /WANDB_MODE: expected/],
    [{ WANDB_API_KEY: 'abc' }, /WANDB_API_KEY: expected an API key of at least 40 characters, got 3/],
    [{ WANDB_API_KEY: `${KEY}\nX-Other: 1` }, /WANDB_API_KEY: expected an API key, got something with odd characters/],
    [{ WANDB_BASE_URL: 'ftp://x' }, /WANDB_BASE_URL: .*got a ftp: address/],
    [{ WANDB_BASE_URL: 'nonsense' }, /WANDB_BASE_URL: .*got "nonsense"/],
    [{ WANDB_BASE_URL: 'https://user:hidden@x' }, /WANDB_BASE_URL: .*got one with a password/],
    [{ WANDB_BASE_URL: 'https://x/?q=1' }, /WANDB_BASE_URL: .*got one with a query/],
    [{ WANDB_BASE_URL: 'https://wandb.ai' }, /the API is at https:\/\/api\.wandb\.ai/],
    [{ WANDB_PROJECT: 'a/b' }, /WANDB_PROJECT: expected 1 to 128 characters .* got "a\/b"/],
    [{ WANDB_PROJECT: 'p'.repeat(129) }, /WANDB_PROJECT: expected/],
    [{ WANDB_ENTITY: 'a/b' }, /WANDB_ENTITY: expected/],
    [{ WANDB_TAGS: `ok,${'t'.repeat(65)}` }, /WANDB_TAGS: expected tags of at most 64/],
    [{ WANDB_HTTP_TIMEOUT: '0' }, /WANDB_HTTP_TIMEOUT: expected seconds from 1 to 3600, got "0"/],
    [{ WANDB_HTTP_TIMEOUT: 'x' }, /WANDB_HTTP_TIMEOUT: expected/],
  ] as const) {
    it(`refuses ${JSON.stringify(env).slice(0, 60)}`, () => {
      assert.throws(
        () => read(env),
        (error: Error) => {
          assert.match(String(error), message);
          assert.doesNotMatch(error.message, /kkkk|hidden/);
          return true;
        },
      );
    });
  }
});
