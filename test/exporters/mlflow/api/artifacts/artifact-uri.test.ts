import assert from 'node:assert/strict';
import { encodeArtifactPath, readArtifactUri } from '../../../../../exporters/mlflow/api/artifacts/artifact-uri.js';

const SERVER = 'http://127.0.0.1:5000/pre';

describe('readArtifactUri', () => {
  for (const uri of [
    'mlflow-artifacts:/1/abc/artifacts',
    'mlflow-artifacts:///1/abc/artifacts/',
    'mlflow-artifacts://127.0.0.1:5000/1/abc/artifacts',
    `${SERVER}/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts`,
  ]) {
    it(`reaches ${uri} through the server`, () => {
      assert.deepEqual(readArtifactUri(uri, SERVER), { kind: 'proxy', folder: '1/abc/artifacts' });
    });
  }

  it('encodes what stands in the folder', () => {
    const place = readArtifactUri('mlflow-artifacts:/a b/é#/x', SERVER);
    assert.deepEqual(place, { kind: 'proxy', folder: 'a%20b/%C3%A9%23/x' });
  });

  for (const [uri, what] of [
    ['s3://bucket/1/abc/artifacts', 's3://'],
    ['gs://bucket/x', 'gs://'],
    ['file:///data/mlruns/1', 'a disk of the server'],
    ['/data/mlruns/1', 'a disk of the server'],
    ['C:\\mlruns\\1', 'a disk of the server'],
    ['', 'a disk of the server'],
    ['mlflow-artifacts://other.example/1', 'the artifact server other.example'],
    ['http://elsewhere/api/2.0/mlflow-artifacts/artifacts/1', 'http://'],
  ] as const) {
    it(`does not reach ${JSON.stringify(uri)}`, () => {
      assert.deepEqual(readArtifactUri(uri, SERVER), { kind: 'elsewhere', what });
    });
  }
});

describe('encodeArtifactPath', () => {
  it('encodes part by part', () => {
    assert.equal(encodeArtifactPath('a b/100%/é+?.bin'), 'a%20b/100%25/%C3%A9%2B%3F.bin');
  });

  for (const path of ['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a#b', 'a\\b', 'a\nb', '\ud800', 'x'.repeat(256)]) {
    it(`refuses ${JSON.stringify(path.slice(0, 20))}`, () => {
      assert.equal(encodeArtifactPath(path), undefined);
    });
  }

  it('refuses a path that is too long as a whole', () => {
    assert.equal(encodeArtifactPath(Array(600).fill('a').join('/')), undefined);
  });
});
