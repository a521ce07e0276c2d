import assert from 'node:assert/strict';
import { readCarrier } from '../../../lib/client/carrier.js';
import { readLog } from '../../../lib/client/read-log.js';
import { readReport } from '../../../lib/client/read-report.js';
import type { FuzzTarget } from '../fuzz.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const ENTRY = { v: 1, run: 'r', attempt: 1, round: 3, job: 'j', operation: 'train', client: 'c', mode: 'sync' };

/** What clients and servers are given by each other inside the app's own messages: it is used, or passed over. */
export function carrierTarget(): FuzzTarget {
  const carrier = { traceparent: TRACEPARENT, tracestate: 'a=b,c=d', fedotel: JSON.stringify(ENTRY) };
  const report = {
    ...{ start: 1_800_000_000, end: 1_800_000_001, span: { traceparent: TRACEPARENT, exported: true } },
    ...{ fields: { loss: 0.5 }, metrics: { f1: 'NaN' }, attributes: { a: [1, { b: null }] } },
  };
  return {
    name: 'carriers and reports',
    seeds: [JSON.stringify(carrier), JSON.stringify(report), JSON.stringify(JSON.stringify(carrier))].map((text) =>
      Buffer.from(text),
    ),
    words: [
      ...Object.keys({ ...carrier, ...report, ...ENTRY }),
      TRACEPARENT,
      '"NaN"',
      '1e400',
      '__proto__',
      'null',
      '[]',
    ],
    watched: /\/lib\/(client|core)\//,
    run(input) {
      const text = Buffer.from(input).toString('utf8');
      for (const given of [text, parsed(text)]) {
        const { task } = readCarrier(given);
        if (task !== undefined) assert.ok(Number.isSafeInteger(task.round) && task.round >= 0, String(task.round));
        const read = readReport(given);
        readLog(given, 1_800_000_000_000);
        if (read !== undefined) assert.ok(read.end >= read.start && read.start > 0);
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
