#!/usr/bin/env node
import { resolve } from 'node:path';
import { type GenerateResult, generate } from './generate.js';
import { ModelError } from './shape.js';
import { readTool } from './tool-options.js';

const { values } = readTool({
  usage: 'node dist/semconv/generator/main.js [options]',
  options: {
    check: { type: 'boolean', default: false, help: 'write nothing; end with 1 when a file is stale' },
    root: { type: 'string', default: '.', help: 'root of the repository' },
  },
});

function report(result: GenerateResult): void {
  switch (result.kind) {
    case 'ok':
      console.log(result.written.length === 0 ? 'nothing to do' : `written:\n${result.written.join('\n')}`);
      break;
    case 'stale':
      console.error(`stale, run "npm run generate":\n${result.files.join('\n')}`);
      process.exitCode = 1;
      break;
    case 'invalid':
      for (const { rule, where, message } of result.problems) {
        console.error(`${where}: ${message} (${rule})`);
      }
      process.exitCode = 1;
      break;
  }
}

try {
  report(await generate({ root: resolve(values.root), check: values.check }));
} catch (error) {
  if (!(error instanceof ModelError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
