import assert from 'node:assert/strict';
import { documentOf } from '../../../../exporters/page/frames/index.js';
import { explainRound } from '../../../../exporters/run-model/index.js';
import { clientSpans, slowRound } from '../../run-model/explain/support.js';
import { roundEnd, roundOf, roundStart, span, taskStarted, viewOf } from '../../run-model/support/scenario.js';

describe('frames: why a round took as long as it did', () => {
  it('are the words of the explanation, with clients and tasks by index', () => {
    const view = viewOf(...slowRound());
    const document = documentOf(view, 1);
    const [frame] = document.rounds;
    const explanation = explainRound(roundOf(view, 1), view.rounds);
    assert.deepEqual(frame?.explanation?.sentences, explanation.sentences);
    assert.equal(frame?.explanation?.basis, 'spans');
    assert.equal(document.clients[frame?.explanation?.heldUpBy ?? -1]?.id, 'c');
    assert.deepEqual(
      frame?.explanation?.path.map(({ kind, client }) => [
        kind,
        client === undefined ? '' : document.clients[client]?.id,
      ]),
      explanation.path.map(({ kind, clientId = '' }) => [kind, clientId]),
    );
    assert.deepEqual(
      frame?.explanation?.criticalPath.map((index) => frame.tasks[index]?.kind),
      ['task', 'task', 'aggregation', 'evaluation'],
    );
  });

  it('point at the right tasks although one has no time that can be read', () => {
    const broken = { ...span(1, 0, 1, { client_id: 'z', span_id: 'zz' }), start: 'yesterday' };
    const [frame] = documentOf(viewOf(broken, ...slowRound()), 1).rounds;
    assert.equal(frame?.tasks.length, 8);
    const [first] = frame?.explanation?.criticalPath ?? [];
    const client = first === undefined ? undefined : frame?.tasks[first]?.client;
    assert.equal(client, frame?.explanation?.heldUpBy);
  });

  it('name whom the round waited for, by index', () => {
    const view = viewOf(
      roundStart(1, 0, 2),
      taskStarted(1, 'slow', 0),
      ...clientSpans('a', [0, 1, 2, 3]),
      ...clientSpans('slow', [0, 1, 30, 9], { error: 'straggler' }),
      roundEnd(1, 9),
    );
    const { clients, rounds } = documentOf(view, 1);
    const waits = rounds[0]?.explanation?.path.find(({ kind }) => kind === 'waiting');
    assert.deepEqual(
      waits?.waitedFor?.map((client) => clients[client]?.id),
      ['slow'],
    );
  });

  it('move a span whose clock is off, and leave one that simply went on', () => {
    const view = viewOf(
      roundStart(1, 0, 2),
      ...clientSpans('off', [0, 3601, 3602, 3]),
      ...clientSpans('slow', [0, 1, 30, 9], { error: 'straggler' }),
      roundEnd(1, 9),
    );
    const { clients, rounds } = documentOf(view, 1);
    const own = rounds[0]?.tasks.filter(({ side }) => side === 'client') ?? [];
    const start = rounds[0]?.startedAt ?? 0;
    assert.deepEqual(
      own.map(({ client = -1, start: from, end = 0, shifted }) => [
        clients[client]?.id,
        from - start,
        end - start,
        shifted,
      ]),
      [
        ['slow', 1000, 30_000, undefined],
        ['off', 1000, 2000, -3_600_000],
      ],
    );
  });
});
