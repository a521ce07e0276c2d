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
import { NamePairs } from '../core/name-pairs.js';
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
  readonly #updates: NamePairs<Series>;
  readonly #tasks: NamePairs<Series>;

  /** @param job attributes of every series of the run */
  constructor(job: Attributes) {
    this.received = ioSeries(job, NETWORK_IO_DIRECTION_VALUE_RECEIVE);
    this.transmitted = ioSeries(job, NETWORK_IO_DIRECTION_VALUE_TRANSMIT);
    this.updateSize = { key: 'updateSize', kind: 'each', attributes: job };
    this.updateStaleness = { key: 'updateStaleness', kind: 'each', attributes: job };
    this.#updates = new NamePairs((operation, result) => ({
      key: 'clientUpdates',
      kind: 'sum',
      attributes: { ...job, [ATTR_FL_OPERATION_NAME]: operation, [ATTR_FL_UPDATE_RESULT]: result },
    }));
    this.#tasks = new NamePairs((operation, error) => ({
      key: 'taskDuration',
      kind: 'each',
      attributes: {
        ...job,
        [ATTR_FL_OPERATION_NAME]: operation,
        ...(error === '' ? {} : { [ATTR_ERROR_TYPE]: error }),
      },
    }));
  }

  /** Updates by operation and result, in the app's words. */
  updates(operation: string, result: string): Series {
    return this.#updates.of(metricOperation(operation), metricResult(result));
  }

  /** Durations of tasks by operation and error, in the app's words. */
  tasks(operation: string, errorType: string | undefined): Series {
    return this.#tasks.of(metricOperation(operation), errorType === undefined ? '' : metricErrorType(errorType));
  }
}

function ioSeries(job: Attributes, direction: string): Series {
  return { key: 'communicationIo', kind: 'sum', attributes: { ...job, [ATTR_NETWORK_IO_DIRECTION]: direction } };
}
