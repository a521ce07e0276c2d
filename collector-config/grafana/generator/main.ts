#!/usr/bin/env node
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDashboards } from './generate.js';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string', default: '.' } },
});

const stale = await generateDashboards({ root: resolve(values.root), check: values.check });
if (stale.length > 0 && values.check) {
  console.error(`stale, run "npm run generate":\n${stale.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'nothing to do' : `written:\n${stale.join('\n')}`);
}
