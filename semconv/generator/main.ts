#!/usr/bin/env node
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type GenerateResult, generate } from './generate.js';
import { ModelError } from './shape.js';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string', default: '.' } },
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
