import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '../../../cli/serve/open-browser.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';

describe('openBrowser', () => {
  const folder = temporaryFolder('open');
  const { PATH } = process.env;
  before(() => {
    process.env.PATH = folder.path;
  });
  after(() => {
    process.env.PATH = PATH;
    folder.remove();
  });

  it('says which program is missing', async () => {
    assert.match(String(await openBrowser('http://127.0.0.1:1/')), /^xdg-open: .*ENOENT/);
  });

  for (const [platform, command] of [
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const) {
    it(`gives the address as one word on ${platform}`, async () => {
      const told = join(folder.path, `${command}.txt`);
      writeFileSync(
        join(folder.path, command),
        `#!/bin/sh\nprintf '%s' "$*" > ${told}.part && /bin/mv ${told}.part ${told}\n`,
      );
      chmodSync(join(folder.path, command), 0o755);
      const url = 'http://127.0.0.1:1/?token=a&b=$(c)#run=x';
      assert.equal(await openBrowser(url, platform), undefined);
      let text = '';
      await until('the opener was told', () => {
        try {
          text = readFileSync(told, 'utf8');
          return true;
        } catch {
          return false;
        }
      });
      assert.equal(text, url);
    });
  }
});
