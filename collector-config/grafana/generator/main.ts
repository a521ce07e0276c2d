#!/usr/bin/env node
import { resolve } from 'node:path';
import { readTool } from '../../../semconv/generator/tool-options.js';
import { generateDashboards } from './generate.js';

const { values } = readTool({
  usage: 'node dist/collector-config/grafana/generator/main.js [options]',
  options: {
    check: { type: 'boolean', default: false, help: 'write nothing; end with 1 when a file is stale' },
    root: { type: 'string', default: '.', help: 'root of the repository' },
  },
});

const stale = await generateDashboards({ root: resolve(values.root), check: values.check });
if (stale.length > 0 && values.check) {
  console.error(`stale, run "npm run generate":\n${stale.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'nothing to do' : `written:\n${stale.join('\n')}`);
}
