import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type GivenMlflowSettings, readMlflowSettings } from '../../../../exporters/mlflow/settings/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('readMlflowSettings', () => {
  const folder = temporaryFolder('mlflow-settings');
  const home = join(folder.path, 'home');
  const pem = join(folder.path, 'ca.pem');
  const noPem = join(folder.path, 'no.pem');
  before(() => {
    mkdirSync(join(home, '.mlflow'), { recursive: true });
    const stored = '[mlflow]\nmlflow_tracking_username=stored\nmlflow_tracking_password=kept\n';
    writeFileSync(join(home, '.mlflow', 'credentials'), stored);
    writeFileSync(pem, '-----BEGIN CERTIFICATE-----\n');
    writeFileSync(noPem, 'nothing');
  });
  after(() => folder.remove());

  const read = (env: Record<string, string> = {}, given: GivenMlflowSettings = {}, from = '/nowhere') =>
    readMlflowSettings(given, { env, home: from });
  const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;

  it('has a default for everything', () => {
    const { authorization, proxies, tls, ...rest } = read();
    assert.deepEqual(rest, {
      trackingUri: 'http://127.0.0.1:5000',
      experiment: undefined,
      workspace: undefined,
      timeoutSeconds: 120,
    });
    assert.deepEqual([authorization(), proxies()], [undefined, undefined]);
    assert.deepEqual([tls.insecure, tls.ca, tls.client()], [false, undefined, undefined]);
  });

  it('reads the proxy that the scheme of the server has, and none for this machine', () => {
    const env = { HTTPS_PROXY: 'http://a:1', http_proxy: 'http://b:2', NO_PROXY: 'x' };
    assert.equal(read(env).proxies(), undefined);
    assert.equal(read({ ...env, MLFLOW_TRACKING_URI: 'https://server' }).proxies()?.https_proxy, 'http://a:1');
    assert.deepEqual(Object.keys(read({ ...env, MLFLOW_TRACKING_URI: 'http://server' }).proxies() ?? {}), [
      'http_proxy',
      'no_proxy',
    ]);
    assert.throws(
      () => read({ MLFLOW_TRACKING_URI: 'http://server', http_proxy: 'socks5://b' }),
      /^Error: http_proxy: /,
    );
  });

  it('reads the variables', () => {
    const settings = read({
      MLFLOW_TRACKING_URI: ' https://mlflow.example/ ',
      MLFLOW_EXPERIMENT_NAME: 'digits',
      MLFLOW_WORKSPACE: 'lab',
      MLFLOW_HTTP_REQUEST_TIMEOUT: '90',
      MLFLOW_TRACKING_SERVER_CERT_PATH: pem,
      MLFLOW_TRACKING_CLIENT_CERT_PATH: pem,
      MLFLOW_TRACKING_INSECURE_TLS: '',
    });
    const { trackingUri, experiment, workspace, timeoutSeconds, tls } = settings;
    assert.deepEqual(
      { trackingUri, experiment, workspace, timeoutSeconds },
      { trackingUri: 'https://mlflow.example', experiment: 'digits', workspace: 'lab', timeoutSeconds: 90 },
    );
    assert.match(tls.ca ?? '', /BEGIN/);
    assert.match(tls.client() ?? '', /BEGIN/);
  });

  for (const [text, insecure] of [
    ['true', true],
    ['True', true],
    ['1', true],
    ['FALSE', false],
    ['0', false],
  ] as const) {
    it(`reads ${text} as MLflow does`, () => {
      assert.equal(read({ MLFLOW_TRACKING_INSECURE_TLS: text }).tls.insecure, insecure);
    });
  }

  it('lets code win over the environment', () => {
    const env = { MLFLOW_TRACKING_URI: 'http://env', MLFLOW_EXPERIMENT_NAME: 'env', MLFLOW_HTTP_REQUEST_TIMEOUT: '7' };
    const { trackingUri, experiment, timeoutSeconds } = read(env, { trackingUri: 'http://code', experiment: 'code' });
    assert.deepEqual([trackingUri, experiment, timeoutSeconds], ['http://code', 'code', 7]);
  });

  const user = { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'pä:ß' };
  for (const [what, env, from, expected] of [
    ['user name and password', user, '/nowhere', basic('ann:pä:ß')],
    ['the token when there is no user', { MLFLOW_TRACKING_TOKEN: 'tok' }, '/nowhere', 'Bearer tok'],
    ['the user when there is a token too', { ...user, MLFLOW_TRACKING_TOKEN: 'tok' }, '/nowhere', basic('ann:pä:ß')],
    ['the file', {}, 'home', basic('stored:kept')],
    ['the user rather than the file', user, 'home', basic('ann:pä:ß')],
    ['the file for what is missing', { MLFLOW_TRACKING_USERNAME: 'ann' }, 'home', basic('ann:kept')],
    ['the file rather than a token', { MLFLOW_TRACKING_TOKEN: 'tok' }, 'home', basic('stored:kept')],
    ['the URI before all', { ...user, MLFLOW_TRACKING_URI: 'http://u:p@host' }, 'home', basic('u:p')],
    ['the URI’s user without a password', { MLFLOW_TRACKING_URI: 'http://u@host' }, 'home', basic('u:')],
  ] as const) {
    it(`takes ${what}`, () => {
      assert.equal(read(env, {}, from === 'home' ? home : from).authorization(), expected);
    });
  }

  it('shows no credentials when it is logged', () => {
    const settings = read({
      ...user,
      MLFLOW_TRACKING_URI: 'http://u:secret@host',
      MLFLOW_TRACKING_CLIENT_CERT_PATH: pem,
    });
    const shown = inspect(settings, { depth: 9, showHidden: true }) + JSON.stringify(settings);
    for (const secret of ['secret', 'Basic', 'BEGIN', basic('u:secret').slice(6)]) assert.ok(!shown.includes(secret));
  });

  for (const [env, said] of [
    [{ MLFLOW_TRACKING_URI: 'databricks' }, /^MLFLOW_TRACKING_URI: expected the http/],
    [{ MLFLOW_HTTP_REQUEST_TIMEOUT: '0' }, /^MLFLOW_HTTP_REQUEST_TIMEOUT: expected seconds from 1 to 3600, got "0"$/],
    [{ MLFLOW_HTTP_REQUEST_TIMEOUT: 'long' }, /^MLFLOW_HTTP_REQUEST_TIMEOUT: .* got "long"$/],
    [{ MLFLOW_HTTP_REQUEST_TIMEOUT: ' ' }, /^MLFLOW_HTTP_REQUEST_TIMEOUT: /],
    [{ MLFLOW_TRACKING_INSECURE_TLS: 'yes' }, /^MLFLOW_TRACKING_INSECURE_TLS: expected true or false, got "yes"$/],
    [{ MLFLOW_TRACKING_USERNAME: 'ann' }, /^MLFLOW_TRACKING_PASSWORD: expected the user's password, got none$/],
    [{ MLFLOW_TRACKING_TOKEN: 'a\nb: c' }, /^MLFLOW_TRACKING_TOKEN: expected printable ASCII/],
    [{ MLFLOW_WORKSPACE: 'a b' }, /^MLFLOW_WORKSPACE: expected printable ASCII/],
    [{ MLFLOW_TRACKING_SERVER_CERT_PATH: '/nowhere' }, /^MLFLOW_TRACKING_SERVER_CERT_PATH: expected a file in PEM/],
  ] as const) {
    it(`refuses ${JSON.stringify(env)}`, () => {
      assert.throws(() => read(env), { message: said });
    });
  }

  it('refuses a file that is no PEM, and two answers to one question', () => {
    assert.throws(
      () => read({ MLFLOW_TRACKING_CLIENT_CERT_PATH: noPem }),
      /^Error: MLFLOW_TRACKING_CLIENT_CERT_PATH: .* has none$/,
    );
    const both = { MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: pem };
    assert.throws(
      () => read(both),
      /^Error: MLFLOW_TRACKING_SERVER_CERT_PATH: expected it or MLFLOW_TRACKING_INSECURE_TLS/,
    );
  });

  it('names the flag where a flag was wrong', () => {
    assert.throws(() => read({}, { timeoutSeconds: 4000 }), /^Error: --mlflow-timeout: expected seconds/);
    assert.throws(() => read({}, { trackingUri: 'sqlite:///x' }), /^Error: --mlflow-tracking-uri: expected/);
  });
});
