import assert from 'node:assert/strict';
import { parseTrackingUri } from '../../../../exporters/mlflow/settings/tracking-uri.js';

const parse = (text: string) => parseTrackingUri('MLFLOW_TRACKING_URI', text);
const messageOf = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
};

describe('parseTrackingUri', () => {
  for (const [text, url] of [
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
    ['HTTPS://MLflow.Example/prefix//', 'https://mlflow.example/prefix'],
    ['http://[::1]:5000', 'http://[::1]:5000'],
    ['https://mlflow.example:443', 'https://mlflow.example'],
  ] as const) {
    it(`takes ${text}`, () => {
      assert.deepEqual(parse(text), { url, username: undefined, password: undefined });
    });
  }

  it('takes credentials out, percent-decoded', () => {
    assert.deepEqual(parse('https://an%40a:p%3A%2Fw@host/x'), {
      url: 'https://host/x',
      username: 'an@a',
      password: 'p:/w',
    });
    assert.deepEqual(parse('https://ann@host'), { url: 'https://host', username: 'ann', password: undefined });
  });

  for (const [text, said] of [
    ['databricks', /got Databricks/],
    ['databricks://profile', /got Databricks/],
    ['./mlruns', /the path ".\/mlruns"; start one on it with: mlflow server/],
    ['mlruns', /the path "mlruns"/],
    ['', /the path ""/],
    ['file:///data/mlruns', /the folder "file:\/\/\/data\/mlruns"; start one/],
    ['sqlite:///mlflow.db', /got a sqlite: URI; start a server on the database/],
    ['ftp://host', /got a ftp: URI$/],
    ['http://', /cannot be read/],
    ['http://host?x=1', /query/],
    ['http://host#x', /fragment/],
    ['http://%E0%A4@host', /percent-encoded/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} in one line that names the variable`, () => {
      const message = messageOf(text);
      assert.match(message, said);
      assert.match(message, /^MLFLOW_TRACKING_URI: expected the http:\/\/ or https:\/\/ address of an MLflow/);
      assert.ok(!message.includes('\n'));
    });
  }

  it('never says a password', () => {
    for (const text of [
      'postgresql://ann:secret@db/mlflow',
      'mysql+pymysql://ann:secret@db/mlflow',
      'http://ann:secret@host?x',
      'http://ann:secret@:99999',
      'ftp://ann:secret@host',
    ]) {
      const message = messageOf(text);
      assert.notEqual(message, '');
      assert.ok(!message.includes('secret'), message);
    }
  });
});
