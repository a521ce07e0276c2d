import assert from 'node:assert/strict';
import { createTranslator } from '../../../exporters/translate/index.js';
import { enter, log, span, TIME } from './visit.js';

const HEAD = { run_id: 'r1', attempt: 5, timestamp: '2026-03-02T09:00:00.004000007Z' };

function translateLog(eventName: string, values: Parameters<typeof log>[2]) {
  const translator = createTranslator();
  enter(translator);
  log(translator, eventName, values);
  return translator.end();
}

describe('translate: events', () => {
  it('run started', () => {
    const translator = createTranslator();
    enter(translator, {
      'fl.run.id': 'r1',
      'fl.run.attempt': 5,
      'fl.job.name': 'digits',
      'service.instance.id': 'i-1',
    });
    log(translator, 'fl.run.started', {
      'fl.aggregation.strategy': 'FedAvg',
      'fl.run.config': new Map([['lr', 0.1]]),
      'fl.run.planned_rounds': 20,
      'fl.objective.metric': 'loss',
      'fl.objective.goal': 'min',
    });
    assert.deepEqual(translator.end().events, [
      {
        event_type: 'init',
        format: 1,
        ...HEAD,
        job: 'digits',
        algorithm: 'FedAvg',
        config: { lr: 0.1 },
        planned_rounds: 20,
        started_at: HEAD.timestamp,
        objective: { metric: 'loss', goal: 'min' },
        instance: 'i-1',
      },
    ]);
  });

  it('round started and finished', () => {
    assert.deepEqual(
      translateLog('fl.round.started', { 'fl.round.number': 0, 'fl.round.clients.selected': 3 }).events,
      [{ event_type: 'round_start', ...HEAD, round: 0, num_selected: 3 }],
    );
    const { events } = translateLog('fl.round.finished', {
      'fl.round.number': 0,
      'fl.round.result': 'failed',
      'fl.round.accuracy': 0.5,
      'fl.round.clients.stragglers': 1,
      'fl.round.metric.f1': 0.4,
      'fl.round.metadata.mu': 0.01,
    });
    assert.deepEqual(events, [
      {
        event_type: 'round_end',
        ...HEAD,
        round: 0,
        round_metrics: {
          global_accuracy: 0.5,
          num_stragglers: 1,
          metrics: { f1: 0.4 },
          algorithm_metadata: { mu: 0.01 },
          error: 'failed',
        },
      },
    ]);
  });

  it('dropout, failure, checkpoint, server, evaluation, artifact, params, task, finished', () => {
    const where = { 'fl.round.number': 2, 'fl.client.id': 'c9' };
    const cases: [string, Parameters<typeof log>[2], object][] = [
      [
        'fl.client.dropout',
        { ...where, 'fl.dropout.reason': 'battery low' },
        {
          event_type: 'client_dropout',
          round: 2,
          clients: [{ client_id: 'c9', status: 'dropped' }],
          reason: 'battery low',
        },
      ],
      ['fl.communication.failure', where, { event_type: 'comm_failure', round: 2, client_id: 'c9', reason: 'unknown' }],
      [
        'fl.checkpoint.saved',
        { 'fl.checkpoint.path': 'm.bin', 'fl.checkpoint.size': 9, 'fl.checkpoint.metadata.sha': 'x' },
        { event_type: 'checkpoint', path: 'm.bin', size_bytes: 9, metadata: { sha: 'x' } },
      ],
      ['fl.server.metadata', { 'fl.server.metadata.lat': 1 }, { event_type: 'server_metadata', server: { lat: 1 } }],
      [
        'fl.evaluation.result',
        { 'fl.evaluation.scope': 'central', 'fl.evaluation.loss': 1.5, 'fl.evaluation.metric.auc': 0.5 },
        { event_type: 'evaluation', scope: 'central', loss: 1.5, metrics: { auc: 0.5 } },
      ],
      [
        'fl.artifact.registered',
        { 'fl.artifact.name': 'plot', 'fl.artifact.path': 'a.png' },
        { event_type: 'artifact', name: 'plot', path: 'a.png' },
      ],
      ['fl.run.params', { 'fl.param.lr': 0.1 }, { event_type: 'run_update', params: { lr: 0.1 } }],
      ['fl.run.tags', { 'fl.tag.team': 'a' }, { event_type: 'run_update', tags: { team: 'a' } }],
      ['fl.run.text', { 'fl.text.note': 'hi' }, { event_type: 'run_update', text: { note: 'hi' } }],
      [
        'fl.task.started',
        where,
        {
          event_type: 'task',
          kind: 'task',
          phase: 'started',
          round: 2,
          client_id: 'c9',
          operation: 'train',
          start: HEAD.timestamp,
        },
      ],
      [
        'fl.run.finished',
        { 'fl.run.state': 'failed', 'error.type': 'Diverged', 'fl.run.emitted.updates': 4 },
        { event_type: 'finished', state: 'failed', error: 'Diverged', emitted: { updates: 4 } },
      ],
    ];
    for (const [name, values, expected] of cases) {
      assert.deepEqual(translateLog(name, values).events, [{ ...HEAD, ...expected }], name);
    }
  });

  it('falls back to the observed time, and refuses events without any', () => {
    const translator = createTranslator();
    enter(translator);
    const zero = { millis: 0, nanos: 0 };
    log(translator, 'fl.round.started', { 'fl.round.number': 1 }, { time: zero, observedTime: TIME });
    log(translator, 'fl.round.started', { 'fl.round.number': 1 }, { time: zero, observedTime: zero });
    const { events, malformed } = translator.end();
    assert.equal(events[0]?.timestamp, HEAD.timestamp);
    assert.equal(malformed, 1);
  });

  it('refuses events that lack what they are about, ignores unknown ones', () => {
    assert.equal(translateLog('fl.round.finished', {}).malformedReason, 'fl.round.number is missing');
    assert.equal(translateLog('fl.client.dropout', { 'fl.round.number': 1 }).malformed, 1);
    assert.equal(translateLog('fl.checkpoint.saved', {}).malformed, 1);
    assert.deepEqual(translateLog('fl.future.event', {}), {
      events: [],
      ignored: 1,
      malformed: 0,
      malformedReason: undefined,
      unusable: { count: 0, names: [] },
    });
    assert.equal(translateLog('', {}).ignored, 1);
  });
});

describe('translate: spans', () => {
  it('puts a task span on the timeline, with the error of a failed one', () => {
    const translator = createTranslator();
    enter(translator);
    const values = {
      'fl.span.type': 'fl.task.server',
      'fl.round.number': 3,
      'fl.client.id': 'c1',
      'error.type': 'oom',
    };
    span(translator, values, { statusCode: 2, parentSpanId: 'c'.repeat(16) });
    assert.deepEqual(translator.end().events, [
      {
        event_type: 'task',
        kind: 'task',
        side: 'client',
        phase: 'ended',
        run_id: 'r1',
        attempt: 5,
        timestamp: '2026-03-02T09:00:01.504Z',
        start: HEAD.timestamp,
        end: '2026-03-02T09:00:01.504Z',
        round: 3,
        client_id: 'c1',
        error: 'oom',
        trace_id: 'a'.repeat(32),
        span_id: 'b'.repeat(16),
        parent_span_id: 'c'.repeat(16),
      },
    ]);
  });

  it('takes the results from the span of a round', () => {
    const translator = createTranslator();
    enter(translator);
    span(translator, { 'fl.span.type': 'fl.round', 'fl.round.number': 3, 'fl.round.accuracy': 0.5 });
    const [event] = translator.end().events;
    assert.deepEqual(event?.event_type === 'task' ? event.round_metrics : undefined, { global_accuracy: 0.5 });
  });

  it('ignores spans of other libraries, refuses ours without round or times', () => {
    const translator = createTranslator();
    enter(translator);
    span(translator, { 'http.route': '/' });
    span(translator, { 'fl.span.type': 'fl.unheard_of' });
    span(translator, { 'fl.span.type': 'fl.round' });
    span(translator, { 'fl.span.type': 'fl.aggregation' }, { start: { millis: 0, nanos: 0 } });
    const { events, ignored, malformed } = translator.end();
    assert.deepEqual({ events, ignored, malformed }, { events: [], ignored: 2, malformed: 2 });
  });
});
