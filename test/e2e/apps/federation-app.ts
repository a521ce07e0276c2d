/**
 * One process of a federation, server or client, that does what a test tells it. What goes between the processes (the
 * carrier there, the report back) travels as JSON through the test, as it would inside an app's own messages.
 */

import type { Round, RoundOptions, RoundResults, RoundUpdate, Run, RunOptions } from '../../../lib/index.js';
import { type Carrier, type ClientReport, type ClientValues, clientTask, startRun } from '../../../lib/index.js';
import {
  type ShutdownResult,
  startTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from '../../../lib/telemetry/index.js';
import { serveCommands } from '../../support/serve-commands.js';

let telemetry: Telemetry | undefined;
let run: Run | undefined;
const rounds = new Map<number, Round>();
const warnings: { code: string; message: string }[] = [];

process.on('warning', (warning) => {
  if (warning.name === 'FedotelWarning') {
    warnings.push({ code: String((warning as { code?: string }).code), message: warning.message });
  }
});

function theTelemetry(): Telemetry {
  if (telemetry === undefined) throw new Error('telemetry is not started');
  return telemetry;
}

function theRun(): Run {
  if (run === undefined) throw new Error('no run is started');
  return run;
}

function theRound(number: number): Round {
  const round = rounds.get(number);
  if (round === undefined) throw new Error(`round ${number} is not started`);
  return round;
}

const commands = {
  /** @returns where data goes */
  async startTelemetry(options: TelemetryOptions = {}): Promise<string> {
    telemetry = await startTelemetry({ exportIntervalSeconds: 0.05, ...options });
    return telemetry.description;
  },
  description: (): string => theTelemetry().description,
  /** Whether all that was recorded is acknowledged. */
  flush: async (timeoutSeconds = 20): Promise<boolean> => (await theTelemetry().flush({ timeoutSeconds })).complete,
  shutdown: (timeoutSeconds = 20): Promise<ShutdownResult> => theTelemetry().shutdown({ timeoutSeconds }),
  /** @returns the attempt */
  startRun(options: RunOptions): number {
    run = startRun(options);
    return run.attempt;
  },
  finish: (): Promise<void> => theRun().finish(),
  startRound: (options: RoundOptions): void => void rounds.set(options.number, theRun().startRound(options)),
  startTask: (round: number, client: string, operation?: string): Carrier =>
    theRound(round).startTask({ client, operation }).carrier(),
  update: (round: number, update: RoundUpdate): void => theRound(round).clientUpdate(update),
  dropout: (round: number, client: string, reason: string): void => theRound(round).dropout({ client, reason }),
  communicationFailure: (round: number, client: string, reason: string): void =>
    theRound(round).communicationFailure({ client, reason }),
  aggregate: (round: number): Promise<number> => theRound(round).aggregate(async () => 1),
  evaluate: (round: number): number => theRound(round).evaluate(() => 1),
  endRound: (round: number, results: RoundResults = {}): void => theRound(round).end(results),
  /** Rounds `from` to `to` with one update of each client, without a pause: the app never waits for telemetry. */
  train(from: number, to: number, clients: number): void {
    for (let number = from; number <= to; number++) {
      const round = theRun().startRound({ number, selected: clients });
      for (let client = 0; client < clients; client++) {
        round.clientUpdate({ client: `c${client}`, loss: 1 / number, samples: 10 + client, metrics: { f1: 0.5 } });
      }
      round.end({ accuracy: 1 - 1 / (number + 1) });
    }
  },
  /** A client's part of a task. @returns what the reply to the server carries */
  async work(carrier: Carrier, values: ClientValues = {}, failure?: string): Promise<ClientReport> {
    const { report } = await clientTask(carrier, async (task) => {
      task.set(values);
      if (failure !== undefined) throw new RangeError(failure);
    });
    return report;
  },
  warnings: () => warnings,
};

/** What the app can be told. */
export type FederationCommands = typeof commands;

serveCommands(commands);
