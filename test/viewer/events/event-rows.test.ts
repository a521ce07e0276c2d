import assert from 'node:assert/strict';
import { countByKind, type EventFilter, eventRows, filterEvents } from '../../../viewer/events/event-rows.js';
import { textFilter } from '../../../viewer/table/filtering.js';
import { round, runDocument, runFrame, START } from '../support/documents.js';

const document = runDocument({
  run: runFrame({ events: [{ time: START + 100_000, kind: 'artifact', text: 'model.bin' }] }),
  rounds: [
    round(1, {
      events: [
        { time: START + 2000, kind: 'dropout', client: 0, text: 'battery <b>' },
        { kind: 'late_update', client: 1, text: 'came late' },
      ],
    }),
    round(2, { events: [{ time: START + 15_000, kind: 'failure', client: 1, text: 'reset' }] }),
  ],
});
const rows = eventRows(document);
const all: EventFilter = { without: new Set(), client: undefined, first: undefined, last: undefined, fits: () => true };
const texts = (filter: Partial<EventFilter>) =>
  filterEvents(rows, document.clients, { ...all, ...filter }).map(({ text }) => text);

describe('eventRows', () => {
  it('has all events, the newest first; one without a time stands at the end of its round', () => {
    assert.deepEqual(texts({}), ['model.bin', 'reset', 'came late', 'battery <b>']);
  });

  it('has keys of their own', () => {
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  });

  it('counts kinds', () => {
    assert.equal(countByKind(rows).get('failure'), 1);
    assert.equal(countByKind(rows).has('note'), false);
  });
});

describe('filterEvents', () => {
  it('narrows to kinds, clients and rounds', () => {
    assert.deepEqual(texts({ without: new Set(['dropout', 'artifact']) }), ['reset', 'came late']);
    assert.deepEqual(texts({ client: 1 }), ['reset', 'came late']);
    assert.deepEqual(texts({ first: 2, last: 2 }), ['reset']);
    assert.deepEqual(texts({ last: 1 }), ['came late', 'battery <b>']);
  });

  it('searches words, kinds and names of clients', () => {
    assert.deepEqual(texts({ fits: textFilter('lisbon') }), ['battery <b>']);
    assert.deepEqual(texts({ fits: textFilter('drop-out') }), ['battery <b>']);
    assert.deepEqual(texts({ fits: textFilter('nothing') }), []);
  });
});
