import assert from 'node:assert/strict';
import { printAttributes, printUses } from '../../../../semconv/generator/markdown/attributes.js';
import {
  printClientFields,
  printEntities,
  printEventList,
  printEvents,
  printInstrumentList,
  printMetrics,
  printSpans,
} from '../../../../semconv/generator/markdown/signals.js';
import { changedRegistry } from '../sample-model.js';

function named<T extends { readonly name: string }>(entries: readonly T[], name: string): readonly T[] {
  return entries.filter((entry) => entry.name === name);
}

describe('printed signals', () => {
  it('show an instrument with kind, unit, Prometheus name and buckets', async () => {
    const { metrics } = await changedRegistry();
    const text = printMetrics(named(metrics, 'fl.update.staleness'), '##');
    assert.match(text, /^## fl\.update\.staleness\n\nNumber of rounds by which/);
    assert.match(
      text,
      /\n- Instrument: histogram, int\n- Unit: `\{round\}`\n- Prometheus name: `fl_update_staleness`\n/,
    );
    assert.match(text, /\n- Bucket boundaries: 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89\n/);
  });

  it('show what a client data point may carry beside its attributes', async () => {
    const { metrics } = await changedRegistry();
    const text = printMetrics(named(metrics, 'fl.client.update'), '###');
    assert.match(text, /\n- May also carry: `fl\.client\.extra\.<key>`\n/);
    assert.doesNotMatch(text, /Prometheus name|Bucket/);
  });

  it('show an event with its severity in words', async () => {
    const { events } = await changedRegistry();
    assert.match(printEvents(named(events, 'fl.client.dropout')), /\n- Severity number: 13 \(WARN\)\n/);
    assert.match(printEvents(named(events, 'fl.round.started')), /\n- Severity number: 9 \(INFO\)\n/);
  });

  it('show a span with name and kind', async () => {
    const { spans } = await changedRegistry();
    const text = printSpans(named(spans, 'fl.round'));
    assert.match(text, /\n- Name: `round \{fl\.job\.name\}`\n- Kind: INTERNAL\n/);
  });

  it('show entities by what identifies and what describes them', async () => {
    const { entities } = await changedRegistry();
    assert.match(
      printEntities(named(entities, 'fl.job')),
      /\n\| `fl\.job` \| `fl\.job\.name` \| `fl\.system\.name` \| /,
    );
  });

  it('list events and instruments with links to their sections', async () => {
    const { events, metrics } = await changedRegistry();
    assert.match(printEventList(events), /\| \[`fl\.round\.finished`\]\(#flroundfinished\) \| A round ended/);
    assert.match(
      printInstrumentList(named(metrics, 'fl.accuracy')),
      /\| \[`fl\.accuracy`\]\(#flaccuracy\) \| gauge \| `\{accuracy\}` \| `fl_accuracy` \| /,
    );
  });

  it('show client fields with factors, and mark private ones', async () => {
    const { metrics } = await changedRegistry();
    const rows = ['fl.client.loss', 'fl.client.memory.usage', 'fl.client.network.latency'].map((name) => {
      const fields = named(metrics, name).flatMap((metric) =>
        metric.clientField === undefined ? [] : [{ metric, field: metric.clientField }],
      );
      return printClientFields(fields);
    });
    assert.match(
      rows[0] ?? '',
      /^\| `loss` † \| `fl\.client\.loss` \| `\{loss\}` \| double \| `local_loss` \| `loss` \| /,
    );
    assert.match(rows[1] ?? '', /\| `ram_mb` × 1\/1,000,000 \| `ram_mb` × 1\/1,000,000 \|/);
    assert.match(rows[2] ?? '', /\| `network_latency_ms` × 1000 \|/);
  });
});

describe('printed attributes', () => {
  it('show levels with their conditions, and link to the definition', async () => {
    const { events } = await changedRegistry();
    const [event] = named(events, 'fl.run.finished');
    const table = printUses(event?.attributes ?? []);
    assert.match(table, /\| \[`fl\.run\.state`\]\(attributes\.md#run\) \| string enum \| required \| /);
    assert.match(
      table,
      /`error\.type`\]\(attributes\.md#opentelemetrys-own\) .* conditionally required: If the state is/,
    );
  });

  it('show type, unit, examples and journal field', async () => {
    const { attributes } = await changedRegistry();
    const text = printAttributes(attributes.filter(({ key }) => key === 'fl.checkpoint.size'));
    assert.match(text, /\| `fl\.checkpoint\.size` \| int, `By` \| .* \| `101800` \| `size_bytes` \|/);
  });

  it('show templates with a key, enums with their values, notes below', async () => {
    const { attributes } = await changedRegistry();
    const text = printAttributes(attributes.filter(({ topic }) => topic === 'update'));
    assert.match(text, /\| `fl\.client\.metric\.<key>` \| template\[double\] \|/);
    assert.match(text, /\n\nValues of `fl\.update\.result`:\n\n\| Value \| Meaning \|\n/);
    assert.match(text, /\n- `fl\.update\.result`: Absent means `accepted`\.\n/);
  });

  it('come in the order of the page, unknown topics last', async () => {
    const { attributes } = await changedRegistry();
    const moved = attributes.map((attribute) => {
      return attribute.key === 'fl.step' ? { ...attribute, topic: 'unlisted' } : attribute;
    });
    const headings = [...printAttributes(moved).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    assert.equal(headings[0], 'Identity');
    assert.equal(headings.at(-1), 'unlisted');
  });
});
