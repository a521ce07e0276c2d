import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_UPDATE_RESULT,
  ATTR_NETWORK_IO_DIRECTION,
  type InstrumentKey,
  NETWORK_IO_DIRECTION_VALUE_RECEIVE,
  NETWORK_IO_DIRECTION_VALUE_TRANSMIT,
} from '../../semconv/index.js';
import { metricErrorType, metricOperation, metricResult } from './enums.js';

/** One series that numbers of clients go into. There is one object for each in a run, so that objects can be compared. */
export interface Series {
  readonly key: InstrumentKey;
  /** `sum`: only the total of a group is shown. `each`: a histogram takes every number. */
  readonly kind: 'sum' | 'each';
  /** The same object for every number: engines and SDKs are quick with an object that they have seen before. */
  readonly attributes: Attributes;
}

/** The series of one run's clients. Their attributes have few values each, so there are some dozens at most. */
export class ClientSeries {
  /** Bytes from clients. The direction is the server's: what a client sent was received here. */
  readonly received: Series;
  /** Bytes to clients. */
  readonly transmitted: Series;
  readonly updateSize: Series;
  readonly updateStaleness: Series;
  readonly #job: Attributes;
  readonly #updates = new Map<string, Map<string, Series>>();
  readonly #tasks = new Map<string, Map<string, Series>>();

  /** @param job attributes of every series of the run */
  constructor(job: Attributes) {
    this.#job = job;
    this.received = this.#io(NETWORK_IO_DIRECTION_VALUE_RECEIVE);
    this.transmitted = this.#io(NETWORK_IO_DIRECTION_VALUE_TRANSMIT);
    this.updateSize = { key: 'updateSize', kind: 'each', attributes: job };
    this.updateStaleness = { key: 'updateStaleness', kind: 'each', attributes: job };
  }

  /** Updates by operation and result, in the app's words. */
  updates(operation: string, result: string): Series {
    return inTable(this.#updates, metricOperation(operation), metricResult(result), (name, outcome) => ({
      key: 'clientUpdates',
      kind: 'sum',
      attributes: { ...this.#job, [ATTR_FL_OPERATION_NAME]: name, [ATTR_FL_UPDATE_RESULT]: outcome },
    }));
  }

  /** Durations of tasks by operation and error, in the app's words. */
  tasks(operation: string, errorType: string | undefined): Series {
    const error = errorType === undefined ? '' : metricErrorType(errorType);
    return inTable(this.#tasks, metricOperation(operation), error, (name, type) => ({
      key: 'taskDuration',
      kind: 'each',
      attributes: { ...this.#job, [ATTR_FL_OPERATION_NAME]: name, ...(type === '' ? {} : { [ATTR_ERROR_TYPE]: type }) },
    }));
  }

  #io(direction: string): Series {
    return {
      key: 'communicationIo',
      kind: 'sum',
      attributes: { ...this.#job, [ATTR_NETWORK_IO_DIRECTION]: direction },
    };
  }
}

/** Looks a series up by two names, and makes it the first time. */
function inTable(
  table: Map<string, Map<string, Series>>,
  row: string,
  column: string,
  make: (row: string, column: string) => Series,
): Series {
  let rows = table.get(row);
  if (rows === undefined) {
    rows = new Map();
    table.set(row, rows);
  }
  let series = rows.get(column);
  if (series === undefined) {
    series = make(row, column);
    rows.set(column, series);
  }
  return series;
}
