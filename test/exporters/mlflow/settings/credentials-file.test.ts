import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCredentialsFile } from '../../../../exporters/mlflow/settings/credentials-file.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

describe('readCredentialsFile', () => {
  const home = temporaryFolder('mlflow-home');
  const write = (content: string) => {
    mkdirSync(join(home.path, '.mlflow'), { recursive: true });
    writeFileSync(join(home.path, '.mlflow', 'credentials'), content);
  };
  after(() => home.remove());
  const nothing = { username: undefined, password: undefined };

  it('has nothing when there is no file', () => {
    assert.deepEqual(readCredentialsFile(join(home.path, 'nobody')), nothing);
  });

  for (const [what, content, expected] of [
    [
      'as mlflow login writes it',
      '[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = p = w:1\n',
      { username: 'ann', password: 'p = w:1' },
    ],
    [
      'with colons, comments, capitals and Windows ends',
      '# mine\r\n[mlflow]\r\n; x\r\nMLflow_Tracking_Username: ann\r\nmlflow_tracking_password:pw\r\n',
      { username: 'ann', password: 'pw' },
    ],
    ['of another section', '[other]\nmlflow_tracking_username=ann\n[mlflow]\n', nothing],
    ['before any section', 'mlflow_tracking_username=ann\n', nothing],
    ['with empty values', '[mlflow]\nmlflow_tracking_username=\nmlflow_tracking_password=\n', nothing],
    ['with half of it', '[mlflow]\nmlflow_tracking_username=ann\n', { username: 'ann', password: undefined }],
  ] as const) {
    it(`reads a file ${what}`, () => {
      write(content);
      assert.deepEqual(readCredentialsFile(home.path), expected);
    });
  }
});
