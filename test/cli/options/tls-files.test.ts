import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { readTls } from '../../../cli/options/tls-files.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('readTls', () => {
  const folder = temporaryFolder('tls-files');
  after(() => folder.remove());
  const file = (name: string, text: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };
  const fails = (
    cert: string | undefined,
    key: string | undefined,
    kind: typeof UsageError | typeof CommandError,
    message: RegExp,
  ) =>
    assert.throws(
      () => readTls(cert, key),
      (error) => {
        assert.ok(error instanceof kind, String(error));
        assert.match(error.message, message);
        return true;
      },
    );

  it('takes none, and no half', () => {
    assert.equal(readTls(undefined, undefined), undefined);
    fails('cert', undefined, UsageError, /together, got --tls-cert alone/);
    fails(undefined, 'key', UsageError, /together, got --tls-key alone/);
  });

  it('says which file is no PEM, which would make a server that answers nobody', () => {
    const empty = file('empty', '');
    const pem = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;
    const [cert, key] = [file('cert', pem('CERTIFICATE')), file('key', pem('PRIVATE KEY'))];
    fails(empty, key, CommandError, /^--tls-cert \S+: expected PEM with "CERTIFICATE", got a file without$/);
    fails(cert, empty, CommandError, /^--tls-key \S+: expected PEM with "PRIVATE KEY", got a file without$/);
    fails(key, cert, CommandError, /^--tls-cert \S+: expected PEM with "CERTIFICATE"/);
    fails(cert, key, CommandError, /^--tls-cert \S+, --tls-key \S+: expected a certificate and its key, got /);
    fails(join(folder.path, 'no'), key, CommandError, /^--tls-cert: expected a file that can be read, got ENOENT/);
  });
});
