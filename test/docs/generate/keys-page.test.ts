import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderClientKeys, renderRoundKeys } from '../../../docs/generate/keys-page.js';
import { clientFields } from '../../../semconv/index.js';
import { fold, only } from '../../exporters/projection/support/fold.js';
import { readEvents } from '../../support/read-run.js';

describe('tables of keys', () => {
  it('show each field of an update with its place and unit', () => {
    const lines = renderClientKeys(clientFields).split('\n');
    assert.ok(
      lines.includes(
        '| `client/<id>/bytes_sent_mb` | MB (10^6 bytes) | `fl.client.bytes.sent` | Bytes that the client sent in the task. |',
      ),
    );
    assert.ok(lines.some((line) => line.startsWith('| `client/<id>/network_latency_ms` | ms |')));
    assert.ok(lines.some((line) => line.startsWith('| `sys/<id>/cpu_pct` | % |')));
    assert.ok(lines.some((line) => line.startsWith('| `client/<id>/loss` |  |')));
    assert.ok(lines.some((line) => line.endsWith('| Network round trip between client and server. |')));
    assert.equal(lines.length, clientFields.length + 3);
  });

  it('refuse a factor that has no name', () => {
    const fields = clientFields.map((field) => ({ ...field, keyScale: 7 }));
    assert.throws(() => renderClientKeys(fields), /no name for \{loss\} × 7/);
  });

  it('show the results of a round with the attribute that they come from', () => {
    const lines = renderRoundKeys().split('\n');
    assert.ok(lines.some((line) => line.startsWith('| `round/duration_sec` | s | `fl.round.duration` | Duration')));
    assert.ok(lines.some((line) => line.startsWith('| `round/num_samples` |  | `fl.round.samples` |')));
    assert.equal(lines.filter((line) => line.includes('|  |  |')).length, 0);
  });

  it("name every key of HiveWatch's full run on the page", async () => {
    const page = readFileSync('docs/keys.md', 'utf8');
    const free = new Set(['f1_macro', '_debug_score', 'temp_c', 'tokens']);
    for (const { key } of only(fold(await readEvents('test/fixtures/hivewatch/full.jsonl')), 'row').flatMap(
      ({ points }) => points,
    )) {
      if (free.has(key.path[0] ?? '')) continue;
      const name = [key.group, ...(key.client === undefined ? [] : ['<id>']), ...key.path].join('/');
      assert.ok(page.includes(`\`${name}\``), name);
    }
  });
});
