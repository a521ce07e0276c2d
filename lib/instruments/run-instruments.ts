import type { Attributes, MeterProvider } from '@opentelemetry/api';
import {
  ATTR_FL_DROPOUT_TYPE,
  ATTR_FL_JOB_NAME,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_RUN_ID,
  ATTR_FL_SELECTION_OUTCOME,
  ATTR_FL_UPDATE_RESULT,
  ATTR_NETWORK_IO_DIRECTION,
  FL_OPERATION_NAME_VALUE_TRAIN,
  FL_SELECTION_OUTCOME_VALUE_COMPLETED,
  FL_SELECTION_OUTCOME_VALUE_DROPPED,
  FL_SELECTION_OUTCOME_VALUE_FAILED,
  FL_SELECTION_OUTCOME_VALUE_STRAGGLER,
  FL_UPDATE_RESULT_VALUE_ACCEPTED,
  type InstrumentKey,
  NETWORK_IO_DIRECTION_VALUE_RECEIVE,
  NETWORK_IO_DIRECTION_VALUE_TRANSMIT,
} from '../../semconv/index.js';
import type { Core } from '../core/core.js';
import type { RunIdentity } from '../core/records.js';
import type { PrivacyPolicy } from '../privacy/policy.js';
import { beforeCollection } from './before-collection.js';
import type { HeldObservations } from './held-observations.js';
import { createInstrumentSet, type InstrumentSet } from './instrument-set.js';
import { currentMeterProvider } from './meter.js';
import { PendingSums } from './pending-sums.js';
import type { Observed, RoundReadings, RunFacts, SelectionCounts, UpdateReadings } from './readings.js';
import { ClientSeries, type Series } from './series.js';

/** The low-cardinality metrics of one run. */
export class RunInstruments {
  readonly #core: Core;
  readonly #job: Attributes;
  readonly #info: Attributes;
  readonly #facts: RunFacts;
  readonly #minGroup: number;
  /** A histogram tells the numbers of single clients, its smallest and largest exactly: it needs what a record needs. */
  readonly #shows: { readonly size: boolean; readonly staleness: boolean; readonly duration: boolean };
  #provider: MeterProvider | undefined;
  /** Nothing without a provider: then recording costs nothing. */
  #set: InstrumentSet | undefined;
  /** A provider that comes back has counted this run already. */
  readonly #introduced = new WeakSet<MeterProvider>();
  readonly #series: ClientSeries;
  readonly #sums = new PendingSums();
  #stopListening: () => void = () => undefined;
  #bestAccuracy = Number.NEGATIVE_INFINITY;
  #ended = false;

  constructor(core: Core, run: RunIdentity, facts: RunFacts, policy: Pick<PrivacyPolicy, 'minGroup' | 'allows'>) {
    this.#core = core;
    this.#facts = facts;
    this.#minGroup = policy.minGroup;
    this.#shows = {
      size: policy.allows('bytesSent'),
      staleness: policy.allows('staleness'),
      duration: policy.allows('trainDuration'),
    };
    this.#job = { [ATTR_FL_JOB_NAME]: run.job };
    this.#series = new ClientSeries(this.#job);
    this.#info = { ...this.#job, [ATTR_FL_RUN_ID]: run.id };
  }

  /** Moves to the provider that is current now. Called when the run starts and at each round's start and end. */
  refresh(): void {
    const provider = currentMeterProvider(this.#core);
    if (provider === this.#provider) {
      return;
    }
    this.#leave();
    this.#provider = provider;
    this.#set = provider && createInstrumentSet(provider);
    if (provider !== undefined && !this.#ended) {
      this.#stopListening = beforeCollection(provider, () => this.#moveSums());
    }
    if (provider !== undefined && !this.#ended && !this.#introduced.has(provider)) {
      this.#introduced.add(provider);
      this.#introduce();
    }
  }

  /** @param selected clients that take part, when that is known */
  roundStarted(selected: number | undefined): void {
    this.refresh();
    this.#gauge('activeClients', selected);
  }

  roundEnded(round: RoundReadings): void {
    this.refresh();
    this.#count(round.failed ? 'roundsFailed' : 'roundsCompleted', 1);
    this.#observe('roundDuration', round.durationSeconds);
    this.#gauge('activeClients', round.clients.completed);
    this.#selections(round.clients);
    this.#gauge('trainLoss', round.trainLoss);
    this.#gauge('evalLoss', round.evalLoss);
    this.#gauge('accuracy', round.accuracy);
    this.#gauge('samplesPerRound', round.samples);
    if (round.accuracy !== undefined && round.accuracy > this.#bestAccuracy) {
      this.#bestAccuracy = round.accuracy;
      this.#gauge('bestAccuracy', round.accuracy);
    }
  }

  /**
   * @param result what became of the update
   * @param held what its round holds back; `undefined` when the round is not open
   */
  update(update: UpdateReadings, result: string, held: HeldObservations | undefined): void {
    if (this.#set === undefined) {
      return;
    }
    const series = this.#series;
    const { client } = update;
    this.#add(series.updates(update.operation, result), 1);
    this.#ofClient(client, held, series.received, update.bytesSent);
    this.#ofClient(client, held, series.transmitted, update.bytesReceived);
    this.#ofClient(client, held, series.updateSize, this.#shows.size ? update.bytesSent : undefined);
    this.#ofClient(client, held, series.updateStaleness, this.#shows.staleness ? update.staleness : undefined);
  }

  /** @param type `fl.dropout.type` */
  dropout(type: string): void {
    this.#count('clientDropouts', 1, { [ATTR_FL_DROPOUT_TYPE]: type });
  }

  communicationFailure(): void {
    this.#count('communicationFailures', 1);
  }

  aggregation(seconds: number): void {
    this.#observe('aggregationDuration', seconds);
  }

  task(operation: string, seconds: number, errorType: string | undefined, { client, held }: Observed): void {
    if (this.#set !== undefined && this.#shows.duration) {
      this.#ofClient(client, held, this.#series.tasks(operation, errorType), seconds);
    }
  }

  /** Shows what an ended round held back, as far as its groups are large enough. */
  release(held: HeldObservations): void {
    for (const { series, value } of held.release(this.#minGroup)) {
      this.#show(series, value);
    }
    this.#moveSums();
  }

  runEnded(): void {
    this.refresh();
    if (!this.#ended) {
      this.#ended = true;
      this.#leave();
      this.#set?.activeRuns(-1, this.#job);
      this.#set?.runInfo(0, this.#info);
      this.#gauge('activeClients', 0);
    }
  }

  /** The provider gets what it has yet to count and is asked for nothing more. */
  #leave(): void {
    this.#moveSums();
    this.#stopListening();
    this.#stopListening = () => undefined;
  }

  /** First values on a new provider. Counters start at 0, so that the first event is an increase and not a new series. */
  #introduce(): void {
    this.#set?.activeRuns(1, this.#job);
    this.#set?.runInfo(1, this.#info);
    this.#gauge('totalClients', this.#facts.totalClients);
    this.#gauge('modelParameters', this.#facts.modelParameters);
    for (const key of ['roundsCompleted', 'roundsFailed', 'communicationFailures'] as const) {
      this.#set?.[key](0, this.#job);
    }
    const update = {
      [ATTR_FL_OPERATION_NAME]: FL_OPERATION_NAME_VALUE_TRAIN,
      [ATTR_FL_UPDATE_RESULT]: FL_UPDATE_RESULT_VALUE_ACCEPTED,
    };
    this.#set?.clientUpdates(0, { ...this.#job, ...update });
    this.#selections({ completed: 0, failed: 0, dropped: 0, stragglers: 0 });
    for (const direction of [NETWORK_IO_DIRECTION_VALUE_RECEIVE, NETWORK_IO_DIRECTION_VALUE_TRANSMIT]) {
      this.#set?.communicationIo(0, { ...this.#job, [ATTR_NETWORK_IO_DIRECTION]: direction });
    }
  }

  #selections({ completed, failed, dropped, stragglers }: SelectionCounts): void {
    for (const [outcome, count] of [
      [FL_SELECTION_OUTCOME_VALUE_COMPLETED, completed],
      [FL_SELECTION_OUTCOME_VALUE_FAILED, failed],
      [FL_SELECTION_OUTCOME_VALUE_DROPPED, dropped],
      [FL_SELECTION_OUTCOME_VALUE_STRAGGLER, stragglers],
    ] as const) {
      this.#set?.clientSelections(count, { ...this.#job, [ATTR_FL_SELECTION_OUTCOME]: outcome });
    }
  }

  /** A number about one client: at once where small groups hide nothing, else when its round has ended. */
  #ofClient(client: string, held: HeldObservations | undefined, series: Series, value: number | undefined): void {
    if (value === undefined || !(value >= 0)) {
      return;
    }
    if (this.#minGroup <= 1) {
      this.#show(series, value);
    } else {
      held?.hold(client, series, value);
    }
  }

  /** Infinity would break a sum for ever. */
  #show(series: Series, value: number): void {
    if (this.#set === undefined || !Number.isFinite(value)) {
      return;
    }
    if (series.kind === 'sum') {
      this.#add(series, value);
    } else {
      this.#set[series.key](value, series.attributes);
    }
  }

  /** Numbers of an ended run have no later occasion. */
  #add(series: Series, value: number): void {
    const due = this.#sums.add(series, value);
    if (due || this.#ended) {
      this.#moveSums();
    }
  }

  #moveSums(): void {
    if (this.#set !== undefined) {
      this.#sums.moveTo(this.#set);
    }
  }

  #gauge(key: InstrumentKey, value: number | undefined): void {
    if (value !== undefined) {
      this.#set?.[key](value, this.#job);
    }
  }

  /** Adds to a counter; what would break a sum for ever is left out. */
  #count(key: InstrumentKey, value: number | undefined, attributes?: Attributes): void {
    if (value !== undefined && value > 0 && Number.isFinite(value)) {
      this.#set?.[key](value, { ...this.#job, ...attributes });
    }
  }

  /** Records into a histogram; zero is a value, NaN and negative numbers are not. */
  #observe(key: InstrumentKey, value: number | undefined, attributes?: Attributes): void {
    if (value !== undefined && value >= 0 && Number.isFinite(value)) {
      this.#set?.[key](value, { ...this.#job, ...attributes });
    }
  }
}
