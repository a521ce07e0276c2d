import { readCarrier } from '../client/carrier.js';
import { fromMillis, isAfter, nextNano } from '../core/clock.js';
import type { Core } from '../core/core.js';
import { createEmitter } from '../core/emitter.js';
import { describe } from '../core/options.js';
import type { EpochTime, RunIdentity, SampleRecord } from '../core/records.js';
import type { TaskResources, TaskWatcher, WatchedTask } from '../core/task-watch.js';
import { sampleBytes } from '../run/report-samples.js';
import { TaskSpan } from './task-span.js';
import type { MonitorOptions, ResourceSample } from './types.js';

/** Longest wait for the sample at a task's end, milliseconds: the report must not be late for it. */
const LAST_SAMPLE_MILLIS = 50;

/** A timer may be early by less than a twentieth of the shortest interval. */
const ALMOST = 0.95;

/** Shares of the time before a sample, which was another owner's. */
const SHARES: ReadonlySet<string> = new Set(['process_cpu_utilization_percentage', 'cpu_utilization_percentage']);

/** Makes samples part of a run. */
export interface RunLink {
  /** @param sampleNow takes a sample besides the regular ones */
  start(sampleNow: () => Promise<void>): void;
  add(sample: ResourceSample): void;
  /** The samples to come are the last ones, and become part of the run whenever they come. */
  last(): void;
  stop(): void;
}

/** Whose samples are. */
export interface SampleOwner {
  readonly run: RunIdentity;
  /** `undefined` for the process that started the run. */
  readonly client: string | undefined;
  readonly round: number | undefined;
}

/**
 * Finds out whose the samples are: the options' run or task, else the client task that runs in this process, else the run
 * that is open in it. Where telemetry is started they go out at once, and otherwise with the reports of tasks.
 *
 * @param intervalSeconds shortest time between two that go out, but for those at a task's beginning and end
 * @throws TypeError when the option run or carrier is none
 */
export function createRunLink(
  core: Core,
  options: Pick<MonitorOptions, 'run' | 'carrier'>,
  intervalSeconds: number,
  owner?: SampleOwner,
): RunLink {
  return new CoreRunLink(core, fixedOwner(options) ?? owner, intervalSeconds);
}

class CoreRunLink implements RunLink, TaskWatcher {
  readonly #core: Core;
  readonly #fixed: SampleOwner | undefined;
  readonly #tasks = new Map<WatchedTask, TaskSpan>();
  /** The client whose tasks ran last, if they were of one only: between tasks the samples are still its own. */
  #lastOwner: SampleOwner | undefined;
  #sampleNow: () => Promise<void> = () => Promise.resolve();
  #start: EpochTime = [0, 0];
  #lastTime: EpochTime = [0, 0];

  /** Shortest time between two samples that go out. */
  readonly #intervalSeconds: number;
  /** Whose the samples since the last one that went out are, and these samples. */
  #windowOwner: string | undefined;
  #window = new TaskSpan();
  #sentAt = 0;
  /** Samples that were asked for and are to go out when they come. */
  #wanted = 0;

  constructor(core: Core, fixed: SampleOwner | undefined, intervalSeconds: number) {
    this.#core = core;
    this.#fixed = fixed;
    this.#intervalSeconds = intervalSeconds;
  }

  start(sampleNow: () => Promise<void>): void {
    this.#sampleNow = async () => {
      this.#wanted += 1;
      await sampleNow();
      this.#wanted -= 1;
    };
    this.#wanted = 0;
    this.#windowOwner = undefined;
    this.#start = fromMillis(Date.now());
    this.#core.taskWatchers.add(this);
  }

  stop(): void {
    this.#core.taskWatchers.delete(this);
    this.#tasks.clear();
    this.#lastOwner = undefined;
  }

  add(sample: ResourceSample): void {
    for (const [task, span] of this.#tasks) {
      // A busy thread may get to see a sample later than it was taken.
      if (sample.time >= task.startMillis) span.add(sample);
    }
    const owner = this.#owner();
    if (owner === undefined || !this.#isSending) this.#windowOwner = undefined;
    else this.#pass(owner, sample);
  }

  last(): void {
    this.#wanted += 1;
  }

  started(task: WatchedTask): void {
    this.#tasks.set(task, new TaskSpan());
    void this.#sampleNow();
  }

  async ended(task: WatchedTask): Promise<TaskResources | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_SAMPLE_MILLIS);
    });
    // Without the last sample the task's numbers end at the one before.
    await Promise.race([this.#sampleNow(), tooLong]);
    clearTimeout(timer);
    const span = this.#tasks.get(task);
    this.#tasks.delete(task);
    const isDirect = this.#isSending && !task.byReport;
    return isDirect || task.client === '' ? undefined : span?.resources();
  }

  /** Whether somebody takes what is put into the outbox. */
  get #isSending(): boolean {
    return this.#core.drainer !== undefined || this.#core.routed;
  }

  /** Lets a sample out when it is due, with what those before it had that did not go out. */
  #pass(owner: SampleOwner, sample: ResourceSample): void {
    const whose = JSON.stringify([owner.run.id, owner.client, owner.round]);
    if (whose !== this.#windowOwner) {
      this.#windowOwner = whose;
      // Begins a window: totals and memory as they stand, so that the next one has something to be counted from.
      this.#send(owner, sample.time, withoutShares(sample.resources));
    } else {
      this.#window.add(sample);
      const isDue = sample.seconds - this.#sentAt >= this.#intervalSeconds * ALMOST;
      if (!isDue && this.#wanted === 0) return;
      this.#send(owner, sample.time, this.#window.resources()?.last ?? sample.resources);
    }
    this.#window = new TaskSpan();
    this.#window.add(sample);
    this.#sentAt = sample.seconds;
  }

  /** Whose the sample is that was just taken; `undefined` when it is nobody's, or may not go out at once. */
  #owner(): SampleOwner | undefined {
    if (this.#fixed !== undefined) return this.#fixed;
    const tasks = [...this.#tasks.keys()];
    const [newest] = tasks.slice(-1);
    if (newest !== undefined) {
      const isSole = tasks.every(({ run, client }) => run.id === newest.run.id && client === newest.client);
      if (!isSole) this.#sayShared();
      const { run, client, round, byReport } = newest;
      const owner = !isSole || byReport || client === '' ? undefined : { run, client, round };
      this.#lastOwner = owner && { ...owner, round: undefined };
      return owner;
    }
    const open = [...this.#core.openRuns].at(-1);
    return open === undefined ? this.#lastOwner : { run: open.identity, client: undefined, round: undefined };
  }

  #sayShared(): void {
    const message =
      'monitor: several clients work in this process at once, and what it uses cannot be told apart: these samples belong to none of them';
    this.#core.warnings.warn('FEDOTEL_MONITOR', message, 'shared process');
  }

  #send({ run, client, round }: SampleOwner, time: number, resources: ResourceSample['resources']): void {
    const at = fromMillis(time);
    // Two samples of one millisecond are two points: a database would keep one of them.
    this.#lastTime = isAfter(at, this.#lastTime) ? at : nextNano(this.#lastTime);
    const record: SampleRecord = {
      kind: 'sample',
      run,
      time: this.#lastTime,
      start: this.#start,
      client,
      round,
      names: Object.keys(resources),
      values: Object.values(resources),
    };
    createEmitter(this.#core, run).point(record, sampleBytes(record));
  }
}

function withoutShares(resources: ResourceSample['resources']): ResourceSample['resources'] {
  return Object.fromEntries(Object.entries(resources).filter(([name]) => !SHARES.has(name)));
}

function fixedOwner({ run, carrier }: Pick<MonitorOptions, 'run' | 'carrier'>): SampleOwner | undefined {
  if (carrier !== undefined) {
    const { task } = readCarrier(carrier);
    if (task === undefined)
      throw new TypeError(`option carrier: expected what task.carrier() gave, got ${describe(carrier)}`);
    const identity = { id: task.id, attempt: task.attempt, job: task.job };
    return { run: identity, client: task.client === '' ? undefined : task.client, round: task.round };
  }
  if (run === undefined) return undefined;
  const { id, attempt, job } = run;
  if (typeof id !== 'string' || typeof attempt !== 'number' || typeof job !== 'string') {
    throw new TypeError(`option run: expected the run that startRun returned, got ${describe(run)}`);
  }
  return { run: { id, attempt, job }, client: undefined, round: undefined };
}
