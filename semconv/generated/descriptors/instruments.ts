// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { InstrumentDescriptor } from '../../types.js';
import { roundMetrics } from './metrics-round.js';
import { runMetrics } from './metrics-run.js';
import { trafficMetrics } from './metrics-traffic.js';

/** Name by which code speaks of a low-cardinality instrument: `roundsCompleted`. */
export type InstrumentKey =
  | 'roundsCompleted'
  | 'roundsFailed'
  | 'roundDuration'
  | 'trainLoss'
  | 'evalLoss'
  | 'accuracy'
  | 'bestAccuracy'
  | 'samplesPerRound'
  | 'aggregationDuration'
  | 'activeRuns'
  | 'runInfo'
  | 'modelParameters'
  | 'totalClients'
  | 'activeClients'
  | 'clientUpdates'
  | 'clientSelections'
  | 'clientDropouts'
  | 'communicationFailures'
  | 'communicationIo'
  | 'taskDuration'
  | 'updateSize'
  | 'updateStaleness';

/** The low-cardinality instruments of scope `fedotel`. */
export const instruments: Readonly<Record<InstrumentKey, InstrumentDescriptor>> = {
  roundsCompleted: roundMetrics['fl.rounds.completed'],
  roundsFailed: roundMetrics['fl.rounds.failed'],
  roundDuration: roundMetrics['fl.round.duration'],
  trainLoss: roundMetrics['fl.train.loss'],
  evalLoss: roundMetrics['fl.eval.loss'],
  accuracy: roundMetrics['fl.accuracy'],
  bestAccuracy: roundMetrics['fl.best.accuracy'],
  samplesPerRound: roundMetrics['fl.samples.per_round'],
  aggregationDuration: roundMetrics['fl.aggregation.duration'],
  activeRuns: runMetrics['fl.active.runs'],
  runInfo: runMetrics['fl.run.info'],
  modelParameters: runMetrics['fl.model.parameters'],
  totalClients: runMetrics['fl.total.clients'],
  activeClients: trafficMetrics['fl.active.clients'],
  clientUpdates: trafficMetrics['fl.client.updates'],
  clientSelections: trafficMetrics['fl.client.selections'],
  clientDropouts: trafficMetrics['fl.client.dropouts'],
  communicationFailures: trafficMetrics['fl.communication.failures'],
  communicationIo: trafficMetrics['fl.communication.io'],
  taskDuration: trafficMetrics['fl.task.duration'],
  updateSize: trafficMetrics['fl.update.size'],
  updateStaleness: trafficMetrics['fl.update.staleness'],
};
