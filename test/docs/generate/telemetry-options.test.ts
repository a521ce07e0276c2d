import assert from 'node:assert/strict';
import { renderTelemetryOptions } from '../../../docs/generate/telemetry-options.js';

describe('renderTelemetryOptions', () => {
  it('shows help with legal values, default or its words, and variable', () => {
    const text = renderTelemetryOptions({
      form: { type: 'enum', env: 'FORM', values: ['a', 'b'], default: 'a', help: 'Form.' },
      endpoint: { type: 'url', env: 'URL', perSignal: true, defaultText: 'a bridge', help: 'Where.' },
      to: { type: 'list', default: ['map', 'x'], help: 'Sinks.' },
      quiet: { type: 'boolean', default: false, help: 'Quiet.' },
      log: { type: 'function', help: 'Log.' },
    });
    assert.deepEqual(text.trimEnd().split('\n').slice(2), [
      '| `form` | Form. One of `a`, `b`. | `a` | `FORM` |',
      '| `endpoint` | Where. | a bridge | `URL` and per signal |',
      '| `to` | Sinks. | `map,x` |  |',
      '| `quiet` | Quiet. | `false` |  |',
      '| `log` | Log. |  |  |',
    ]);
  });
});
