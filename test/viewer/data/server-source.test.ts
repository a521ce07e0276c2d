import assert from 'node:assert/strict';
import { createServerSource } from '../../../viewer/data/server-source.js';
import type { Connection } from '../../../viewer/data/source.js';
import { until } from '../../support/until.js';
import { listEntry, round, runDocument } from '../support/documents.js';
import { FakeStream } from '../support/fake-stream.js';

/** A source whose answers are what the test says. */
function make(answers: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const streams: { address: string; stream: FakeStream }[] = [];
  const source = createServerSource({
    async fetch(address) {
      asked.push(address);
      const answer = answers[address];
      if (answer === undefined) throw new TypeError('connection refused');
      return typeof answer === 'number' ? new Response('', { status: answer }) : Response.json(answer);
    },
    openStream(address) {
      const stream = new FakeStream();
      streams.push({ address, stream });
      return stream;
    },
  });
  return { source, asked, streams };
}

describe('the server as a source', () => {
  it('loads a run by an address relative to the page', async () => {
    const document = runDocument();
    const { source } = make({ 'api/runs/a%2F..%20b': document });
    assert.deepEqual(await source.load('a/.. b'), { kind: 'ok', document });
  });

  for (const [answer, words, passes] of [
    [401, /token/, false],
    [404, /no such run/, false],
    [418, /answered 418/, false],
    [429, /answered 429/, true],
    [502, /answered 502/, true],
    [undefined, /does not answer/, true],
    [{ format: 2 }, /format 1, got 2/, false],
    [null, /format 1/, false],
  ] as const) {
    it(`says in plain words what ${JSON.stringify(answer)} means, and whether it passes`, async () => {
      const loaded = await make({ 'api/runs/x': answer }).source.load('x');
      assert.ok(loaded.kind === 'failed');
      assert.match(loaded.reason, words);
      assert.equal(loaded.passing ?? false, passes);
    });
  }

  it('follows from where it is, also after a break', async () => {
    const { source, streams } = make({});
    const got: string[] = [];
    const states: Connection['kind'][] = [];
    const stop = source.follow('x', 10, {
      message: (message, sequence) => got.push(`${message.kind} ${sequence}`),
      connection: ({ kind }) => states.push(kind),
    });
    assert.equal(streams[0]?.address, 'api/runs/x/live?after=10');
    streams[0]?.stream.play('open');
    streams[0]?.stream.play('round', JSON.stringify(round(4)), '14');
    streams[0]?.stream.play('error');
    await until('the stream is opened again', () => streams.length === 2);
    assert.equal(streams[1]?.address, 'api/runs/x/live?after=14');
    stop();
    assert.deepEqual(got, ['round 14']);
    assert.deepEqual(states, ['live', 'lost']);
  });

  it('gives the list now, and again when the server says that it changed', async () => {
    const { source, asked, streams } = make({ 'api/runs?curves=1': { runs: [listEntry()] } });
    const lists: number[] = [];
    const stop = source.watchRuns((found) => lists.push('failed' in found ? -1 : found.length));
    await until('the list came', () => lists.length === 1);
    streams[0]?.stream.play('runs', '{}');
    await until('the list came again', () => lists.length === 2);
    stop();
    assert.deepEqual(lists, [1, 1]);
    assert.equal(asked.length, 2);
  });

  it('looks at the list again when its stream is there: what changed before, nobody has told', async () => {
    const { source, streams } = make({ 'api/runs?curves=1': { runs: [] } });
    let lists = 0;
    const stop = source.watchRuns(() => {
      lists++;
    });
    await until('the list came', () => lists === 1);
    streams[0]?.stream.play('open');
    await until('the list came again', () => lists === 2);
    streams[0]?.stream.play('error');
    await until('the stream is opened again', () => streams.length === 2);
    assert.equal(lists, 2);
    streams[1]?.stream.play('open');
    await until('the list came once more', () => lists === 3);
    stop();
  });

  it('keeps the newer of two lists, whichever comes last', async () => {
    const waiting: ((names: readonly string[]) => void)[] = [];
    const stream = new FakeStream();
    const source = createServerSource({
      fetch: () =>
        new Promise((resolve) => {
          waiting.push((names) => resolve(Response.json({ runs: names.map((stem) => ({ ...listEntry(), stem })) })));
        }),
      openStream: () => stream,
    });
    const lists: string[] = [];
    const stop = source.watchRuns((found) => lists.push('failed' in found ? '' : found.map(({ stem }) => stem).join()));
    stream.play('runs', '{}');
    stream.play('runs', '{}');
    assert.equal(waiting.length, 3);
    waiting[1]?.(['a', 'b']);
    await until('a list came', () => lists.length === 1);
    waiting[0]?.(['a']);
    waiting[2]?.(['a', 'b', 'c']);
    await until('the newest list came', () => lists.at(-1) === 'a,b,c');
    stop();
    assert.deepEqual(lists, ['a,b', 'a,b,c']);
  });

  it('passes on what the list does not have', async () => {
    const { source } = make({ 'api/runs?curves=1': { runs: [], pending: 4 } });
    const unlisted: unknown[] = [];
    const stop = source.watchRuns((_found, rest) => unlisted.push(rest));
    await until('the list came', () => unlisted.length === 1);
    stop();
    assert.deepEqual(unlisted, [{ pending: 4, more: 0 }]);
  });

  it('says when the list cannot be had', async () => {
    const { source } = make({});
    const reasons: string[] = [];
    const stop = source.watchRuns((found) => reasons.push('failed' in found ? found.failed : ''));
    await until('the reason came', () => reasons.length === 1);
    stop();
    assert.deepEqual(reasons, ['the server does not answer']);
  });
});
