import assert from 'node:assert/strict';
import { createTranslator } from '../../../exporters/translate/index.js';
import { enter, log, point, TIME } from './visit.js';

describe('translate: client updates', () => {
  it('gathers the points of one update into one event, in the units of the journal', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.loss', 0.5);
    point(translator, 'fl.client.cpu.utilization', 0.3529);
    point(translator, 'fl.client.network.latency', 0.014108);
    point(translator, 'fl.client.memory.usage', 955_500_000);
    point(translator, 'fl.client.bytes.sent', 0);
    point(translator, 'fl.client.metric', 0.9, { 'fl.metric.name': 'f1' });
    point(translator, 'fl.client.update', 1, {
      'fl.client.state': 'active',
      'fl.update.base_round': 2,
      'fl.update.field_count': 7,
      'fl.client.extra.device': 'pi5',
      'fl.client.extra.cores': 4,
      'fl.client.extra.quant': new Map([['bits', 8]]),
      'geo.location.lat': 45.5,
      'geo.location.lon': -73.5,
      'geo.locality.name': 'Montréal',
    });
    const { events, malformed, ignored } = translator.end();
    assert.deepEqual({ malformed, ignored }, { malformed: 0, ignored: 0 });
    assert.deepEqual(events, [
      {
        event_type: 'client_update',
        run_id: 'r1',
        attempt: 5,
        timestamp: '2026-03-02T09:00:00.004000007Z',
        round: 3,
        // Seven points, and a free number that a reader would take for one more.
        field_count: 8,
        clients: [
          {
            client_id: 'c1',
            round: 3,
            local_loss: 0.5,
            cpu_pct: 35.29,
            network_latency_ms: 14.108,
            ram_mb: 955.5,
            bytes_sent: 0,
            f1: 0.9,
            status: 'active',
            base_round: 2,
            lat: 45.5,
            lng: -73.5,
            city: 'Montréal',
            device: 'pi5',
            cores: 4,
            quant: { bits: 8 },
          },
        ],
      },
    ]);
  });

  it('keeps updates apart that differ in round, client, operation, time, run or scope', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.loss', 1);
    point(translator, 'fl.client.loss', 2, { 'fl.round.number': 4 });
    point(translator, 'fl.client.loss', 3, { 'fl.client.id': 'c2' });
    point(translator, 'fl.client.loss', 4, { 'fl.operation.name': 'evaluate' });
    point(translator, 'fl.client.loss', 5, {}, { ...TIME, nanos: 8 });
    point(translator, 'fl.client.loss', 6, { 'fl.run.id': 'r2' });
    enter(translator, undefined, 'my.app');
    point(translator, 'fl.client.loss', 7);
    const { events } = translator.end();
    assert.equal(events.length, 7);
    assert.deepEqual(
      events.map((event) => event.event_type),
      [...Array(3).fill('client_update'), 'evaluation', ...Array(3).fill('client_update')],
    );
    assert.deepEqual(
      events.map((event) => ('source' in event ? event.source : undefined)),
      [...Array(6).fill(undefined), 'gauge'],
    );
  });

  it('reads the event form to the same client record', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.accuracy', 0.75);
    point(translator, 'fl.client.metric', 0.9, { 'fl.metric.name': 'f1' });
    point(translator, 'fl.client.update', 1, { 'fl.client.extra.device': 'pi5', 'fl.update.result': 'late' });
    const asPoints = translator.end().events;
    enter(translator);
    log(translator, 'fl.client.update', {
      'fl.round.number': 3,
      'fl.client.id': 'c1',
      'fl.client.accuracy': 0.75,
      'fl.client.metric.f1': 0.9,
      'fl.client.extra.device': 'pi5',
      'fl.update.result': 'late',
    });
    const asEvent = translator.end().events;
    assert.deepEqual(asEvent, asPoints);
    assert.equal(asEvent[0]?.event_type === 'client_update' && asEvent[0].late, true);
  });

  it('keeps free names that the journal uses itself beside them, and a __proto__ as a mere name', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.metric', 1, { 'fl.metric.name': 'status' });
    point(translator, 'fl.client.metric', 2, { 'fl.metric.name': '__proto__' });
    const [event] = translator.end().events;
    const client = event?.event_type === 'client_update' ? event.clients[0] : undefined;
    assert.equal(client?.['extra.status'], 1);
    assert.equal(Object.getOwnPropertyDescriptor(client ?? {}, '__proto__')?.value, 2);
    assert.equal(client?.status, undefined);
  });

  it('keeps integers beyond 2^53 and non-finite numbers', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.samples', 2n ** 53n + 1n);
    point(translator, 'fl.client.loss', Number.NaN);
    const [event] = translator.end().events;
    const client = event?.event_type === 'client_update' ? event.clients[0] : undefined;
    assert.equal(client?.num_samples, 2n ** 53n + 1n);
    assert.ok(Number.isNaN(client?.local_loss));
  });

  it('counts points without identity or time as malformed, says why, and keeps the rest', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'fl.client.loss', 1, { 'fl.client.id': '' });
    point(translator, 'fl.client.loss', 1, { 'fl.round.number': -1 });
    point(translator, 'fl.client.loss', 1, { 'fl.round.number': 1.5 });
    point(translator, 'fl.client.loss', 1, {}, { millis: 0, nanos: 0 });
    point(translator, 'fl.client.loss', 1, { 'fl.client.id': 'x'.repeat(20_000) });
    enter(translator, {});
    point(translator, 'fl.client.loss', 1);
    enter(translator);
    point(translator, 'fl.client.loss', 1);
    const { events, malformed, malformedReason } = translator.end();
    assert.equal(events.length, 1);
    assert.equal(malformed, 6);
    assert.equal(malformedReason, 'fl.client.id is missing or empty');
  });

  it('ignores what is not the journal’s: other metrics, low-cardinality instruments, histograms', () => {
    const translator = createTranslator();
    enter(translator);
    point(translator, 'http.server.duration', 1);
    point(translator, 'fl.rounds.completed', 1);
    translator.otherPoints('fl.round.duration', 3);
    assert.deepEqual(translator.end(), {
      events: [],
      ignored: 5,
      malformed: 0,
      malformedReason: undefined,
      unusable: { count: 0, names: [] },
    });
  });

  it('reads scalars, and marks those of foreign scopes as gauges', () => {
    const translator = createTranslator();
    const values = { 'fl.metric.name': 'lr', 'fl.step': 7 };
    for (const scope of ['fedotel.client', 'my.app']) {
      enter(translator, undefined, scope);
      translator.numberPoint(
        { name: 'fl.scalar', unit: '', kind: 'gauge' },
        { attributes: new Map(Object.entries(values)), time: TIME, value: 0.1 },
      );
    }
    const scalar = { event_type: 'scalar', run_id: 'r1', attempt: 5, timestamp: '2026-03-02T09:00:00.004000007Z' };
    assert.deepEqual(translator.end().events, [
      { ...scalar, name: 'lr', step: 7, value: 0.1 },
      { ...scalar, source: 'gauge', name: 'lr', step: 7, value: 0.1 },
    ]);
  });

  it('takes numbers as ids, and starts afresh after end', () => {
    const translator = createTranslator();
    enter(translator, { 'fl.run.id': 12n ** 20n });
    point(translator, 'fl.client.loss', 1, { 'fl.client.id': 7 });
    const [event] = translator.end().events;
    assert.equal(event?.run_id, String(12n ** 20n));
    assert.deepEqual(translator.end().events, []);
  });
});
