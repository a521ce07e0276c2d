import assert from 'node:assert/strict';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { createWarnings } from '../../../lib/core/warnings.js';

describe('warnings', () => {
  const said: string[] = [];
  const emitted: [string, unknown][] = [];
  const { emitWarning } = process;

  beforeEach(() => {
    said.length = 0;
    emitted.length = 0;
    const ignore = (): void => undefined;
    const logger = {
      error: ignore,
      info: ignore,
      debug: ignore,
      verbose: ignore,
      warn: (text: string) => said.push(text),
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    said.length = 0;
    process.emitWarning = ((message: string, options: unknown) => emitted.push([message, options])) as never;
  });

  afterEach(() => {
    process.emitWarning = emitWarning;
    diag.disable();
  });

  it('reach diag and the process, each once, with a code', () => {
    const warnings = createWarnings();
    for (let i = 0; i < 3; i++) {
      warnings.warn('FEDOTEL_DROPPED', 'the outbox is full');
    }
    assert.deepEqual(said, ['fedotel: the outbox is full']);
    assert.deepEqual(emitted, [['the outbox is full', { type: 'FedotelWarning', code: 'FEDOTEL_DROPPED' }]]);
  });

  it('are told apart by what they are about, up to a bound', () => {
    const warnings = createWarnings();
    for (let i = 0; i < 1000; i++) {
      warnings.warn('FEDOTEL_BAD_VALUE', `field ${i}`, `field ${i}`);
    }
    warnings.warn('FEDOTEL_LIMIT', 'another kind');
    assert.equal(emitted.length, 21);
    assert.equal(emitted.at(-1)?.[0], 'another kind');
  });

  it('do without a process', () => {
    process.emitWarning = undefined as never;
    createWarnings().warn('FEDOTEL_DROPPED', 'no process');
    assert.deepEqual(said, ['fedotel: no process']);
  });
});
