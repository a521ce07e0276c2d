import assert from 'node:assert/strict';
import type { Logger } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { routeEventsOf } from '../../../lib/routing/events.js';
import { assertInRegistry } from '../../support/registry-check.js';
import { record } from '../support/recording.js';

describe('routeEvents', () => {
  it("sends waiting and later events to the app's logger, until it is stopped", () => {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    const logger: Logger = provider.getLogger('fedotel');
    const { run, core, events } = record({ config: { nested: { lr: 0.1 } } });
    const started = events()[0];
    const stop = routeEventsOf(core, logger);
    run.params({ a: 1 });
    stop();
    run.params({ b: 1 });
    const sent = exporter.getFinishedLogRecords();
    assert.deepEqual(
      sent.map((log) => log.eventName),
      ['fl.run.started', 'fl.run.params'],
    );
    assert.deepEqual(sent[0]?.hrTime, started?.time);
    assert.deepEqual(sent[0]?.attributes['fl.run.config'], { nested: { lr: 0.1 } });
    assertInRegistry({
      events: sent.map((log) => ({
        name: log.eventName ?? '',
        severityNumber: log.severityNumber,
        attributes: log.attributes,
      })),
    });
    assert.equal(events().length, 1);
  });

  it('survives a logger that throws', () => {
    const { run, core, warnings, events } = record();
    routeEventsOf(core, {
      emit: () => {
        throw new Error('broken');
      },
    });
    run.params({ a: 1 });
    assert.equal(events().length, 0);
    assert.equal(warnings[0]?.about, 'routeEvents');
  });
});
