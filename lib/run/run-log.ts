import type { ReadLog } from '../client/read-log.js';
import type { EpochTime } from '../core/records.js';
import { cutText } from '../core/values.js';
import { isLoggedValue, type Logged, type LogTarget } from '../tracking/log-target.js';
import { StepCounters } from '../tracking/steps.js';
import type { RunContext } from './context.js';
import { emitLogged } from './logged-events.js';
import { type EventTarget, recordFact } from './run-events.js';

/** Clients whose owed values are remembered. */
const MAX_CLIENTS = 100_000;

/** Records what writers log in a run: the server's own values, and those of clients, from their reports or given for them. */
export class RunLog {
  readonly #context: Omit<RunContext, 'log'>;
  readonly #facts: EventTarget;
  readonly #steps = new StepCounters();
  /** Values that each client said it still keeps for its next report. */
  readonly #waiting = new Map<string, number>();

  constructor(context: Omit<RunContext, 'log'>) {
    this.#context = context;
    this.#facts = { emitter: context.emitter, warnings: context.core.warnings };
  }

  /** A target for the server's own values, or for those of a client. */
  target(client?: string, round?: number): LogTarget {
    const { core, policy } = this.#context;
    const id = client === undefined ? undefined : policy.clientId(client);
    return {
      warnings: core.warnings,
      now: () => core.clock.now(),
      log: (logged) => this.#log(logged, id, round),
      flush: async (seconds) => (await core.drainer?.flush(seconds)) ?? false,
    };
  }

  /**
   * Records what a client's report brought.
   *
   * @param client already a pseudonym where privacy asks for one
   * @param start when the task began: what is older belongs to an earlier round
   */
  relay(log: ReadLog, client: string, round: number, start: EpochTime): void {
    for (const logged of log.logged) {
      const [seconds, nanos] = logged.time;
      const isEarlier = seconds < start[0] || (seconds === start[0] && nanos < start[1]);
      this.#log(logged, client, isEarlier ? undefined : round);
    }
    if (this.#waiting.size < MAX_CLIENTS || this.#waiting.has(client)) {
      this.#waiting.set(client, log.waiting);
    }
    if (log.lost > 0) {
      this.#lose(log.lost, 'found no room in their reports and are lost');
    }
  }

  /** The run ends: what clients still kept has no report to come in. */
  end(): void {
    const waiting = [...this.#waiting.values()].reduce((sum, count) => sum + count, 0);
    this.#waiting.clear();
    if (waiting > 0) {
      this.#lose(waiting, 'were still waiting for a report when the run ended and are lost');
    }
  }

  #lose(count: number, what: string): void {
    this.#context.emitter.lost(count);
    this.#context.core.warnings.warn(
      'FEDOTEL_REPORT_TRIMMED',
      `values that clients logged ${what} (${count}, counted as dropped): give clients an endpoint of their own, or log less`,
      what,
    );
  }

  #log(logged: Logged, client: string | undefined, round: number | undefined): void {
    if (client !== undefined && !this.#allows(logged)) {
      return;
    }
    const { emitter, identity } = this.#context;
    if (isLoggedValue(logged)) {
      const step = this.#steps.stepOf(client ?? '', logged.name, logged.step);
      emitLogged(emitter, { run: identity, client, round }, logged, step);
      return;
    }
    const { redact } = this.#context.policy;
    recordFact(this.#facts, logged, client === undefined ? undefined : { client, time: logged.time, redact });
  }

  /** What a client logs obeys privacy as its updates do: numbers as free metrics, all else as free attributes. */
  #allows(logged: Logged): boolean {
    const { policy } = this.#context;
    const part = logged.kind === 'scalar' || logged.kind === 'histogram' ? 'metrics' : 'attributes';
    if (!policy.perClient || !policy.allowsPart(part)) {
      return false;
    }
    const isHidden =
      logged.kind === 'histogram'
        ? !policy.allowsDistributions
        : isLoggedValue(logged) && !policy.allowsName(logged.name);
    if (isHidden) {
      this.#context.core.warnings.warn(
        'FEDOTEL_PRIVACY',
        `secure aggregation is on: values of single clients such as ${isLoggedValue(logged) ? cutText(logged.name, 100) : logged.kind} are not recorded`,
        'secureAggregation',
      );
    }
    return !isHidden;
  }
}
