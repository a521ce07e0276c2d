import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { AUTO_CLIENT_KEYS } from '../../exporters/projection/index.js';
import { DEFAULT_PORT, METRIC_NAMES, resolveOptions } from '../../lib/monitor/options.js';
import { INSTALL_SYSTEM_INFORMATION } from '../../lib/monitor/portable/system-information.js';

describe('docs/monitor.md', () => {
  const page = readFileSync('docs/monitor.md', 'utf8');

  it('names every option, and every metric', () => {
    const [, listed = ''] = /\/\*\* Options of `createMonitor`[\s\S]*?interface MonitorOptions \{([\s\S]*?)\n\}/.exec(
      readFileSync('lib/monitor/types.ts', 'utf8'),
    ) ?? [''];
    const options = [...listed.matchAll(/readonly (\w+)\?:/g)].map(([, name]) => name);
    assert.ok(options.length > 8);
    for (const name of options) assert.match(page, new RegExp(`^\\| .*\`${name}\``, 'm'), name);
    assert.ok(page.includes(`{ ${METRIC_NAMES.join(', ')} }`));
  });

  it('tells the defaults that are in force', () => {
    const { intervalSeconds, maxSamples } = resolveOptions({});
    assert.match(page, new RegExp(`\\| \`interval\` .* \\| ${intervalSeconds} \\|`));
    assert.match(page, new RegExp(`\\| \`maxSamples\` .* \\| ${maxSamples} \\|`));
    assert.ok(page.includes(`127.0.0.1:${DEFAULT_PORT}`));
    assert.ok(page.includes(`have ${AUTO_CLIENT_KEYS} keys of their own`));
    assert.ok(page.includes(INSTALL_SYSTEM_INFORMATION));
  });
});
