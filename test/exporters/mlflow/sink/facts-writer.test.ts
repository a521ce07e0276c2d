import assert from 'node:assert/strict';
import type { MlflowRun } from '../../../../exporters/mlflow/api/index.js';
import { FactsWriter } from '../../../../exporters/mlflow/sink/facts-writer.js';
import { useFakeRun } from './fake-run.js';

const NONE = new Map<string, string>();
const DONE = { kind: 'ok', value: undefined };

describe('FactsWriter', () => {
  const given = useFakeRun();
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
  });
  const writer = (known: MlflowRun = given.run) => new FactsWriter(given.api, known, (text) => warnings.push(text));
  const there = () => given.fake.store.run(given.run.runId);

  it('sends as many as there are, in requests of what the server takes', async () => {
    const params = new Map(Array.from({ length: 250 }, (_, n) => [`p${n}`, String(n)]));
    const tags = new Map(Array.from({ length: 150 }, (_, n) => [`t${n}`, String(n)]));
    const from = given.fake.seen.length;
    assert.deepEqual(await writer().send(params, tags), DONE);
    assert.equal(there().params.size, 250);
    assert.equal(there().tags.get('t149'), '149');
    assert.equal(given.fake.seen.length - from, 5);
  });

  it('sends nothing that is there', async () => {
    const first = writer();
    await first.send(new Map([['a', '1']]), new Map([['t', 'x']]));
    const from = given.fake.seen.length;
    await first.send(new Map([['a', '1']]), new Map([['t', 'x']]));
    assert.equal(given.fake.seen.length, from);
    const found = await given.api.getRun(given.run.runId);
    assert.equal(found.kind, 'ok');
    if (found.kind !== 'ok') return;
    await writer(found.value).send(new Map([['a', '1']]), new Map([['t', 'x']]));
    assert.equal(given.fake.seen.length, from + 1);
  });

  it('replaces tags, and tells of changed params in tags', async () => {
    const one = writer();
    await one.send(new Map([['lr', '0.1']]), new Map([['t', 'x']]));
    assert.deepEqual(await one.send(new Map([['lr', '0.2']]), new Map([['t', 'y']])), DONE);
    assert.equal(there().params.get('lr'), '0.1');
    assert.equal(there().tags.get('fl.changed.lr'), '0.2');
    assert.equal(there().tags.get('t'), 'y');
  });

  it('cuts what is too long, says so, and does not send it again', async () => {
    const one = writer();
    const long = new Map([['long', 'ü'.repeat(7000)]]);
    await one.send(long, NONE);
    assert.equal([...(there().params.get('long') ?? '')].length, 6000);
    assert.match(warnings[0] ?? '', /param "long" has 7000 characters; MLflow takes 6000: it is cut/);
    const from = given.fake.seen.length;
    await one.send(long, NONE);
    assert.equal(given.fake.seen.length, from);
  });

  it('loses no entry for one that is refused', async () => {
    // Somebody else's value, which we know nothing of.
    there().params.set('taken', 'theirs');
    const params = new Map([
      ['a', '1'],
      ['taken', 'ours'],
      ['b', '2'],
    ]);
    assert.deepEqual(await writer().send(params, NONE), DONE);
    assert.deepEqual([...there().params].sort(), [
      ['a', '1'],
      ['b', '2'],
      ['taken', 'theirs'],
    ]);
    assert.match(warnings[0] ?? '', /MLflow refuses "taken"/);
  });

  it('parks when the run is deleted, and tries again when the server is away', async () => {
    there().deleted = true;
    assert.equal((await writer().send(new Map([['a', '1']]), NONE)).kind, 'park');
    await given.fake.stop();
    assert.equal((await writer().send(new Map([['a', '1']]), NONE)).kind, 'retry');
    await given.fake.restart();
  });
});
