import type { OtlpVisitor } from '../../../exporters/otlp/index.js';

/** One call of a visitor: the name of the method and what it was given. */
export type Call = readonly [method: keyof OtlpVisitor, ...unknown[]];

/** A visitor that writes down its calls. */
export interface RecordingVisitor extends OtlpVisitor {
  readonly calls: Call[];
}

/** Makes a visitor that keeps all that it is given; of what the decoder passes only points hold others later. */
export function createRecordingVisitor(): RecordingVisitor {
  const calls: Call[] = [];
  return {
    calls,
    resource: (attributes) => calls.push(['resource', attributes]),
    scope: (scope) => calls.push(['scope', scope]),
    numberPoint: (metric, point) => calls.push(['numberPoint', metric, { ...point, time: { ...point.time } }]),
    otherPoints: (name, count) => calls.push(['otherPoints', name, count]),
    logRecord: (record) => calls.push(['logRecord', record]),
    span: (span) => calls.push(['span', span]),
  };
}
