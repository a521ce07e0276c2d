import { openFileOutput } from '../outputs/file-output.js';
import type { Output } from '../outputs/output.js';
import { createSampler, monotonicSeconds, type Sampler } from '../sampling/sampler.js';
import type { MonitorNotice } from '../types.js';
import type { MonitorPort, ToWorker, WorkerConfig } from './messages.js';

/** Samples on the way that a monitor which is busy has not taken over; further ones go to file and endpoint only. */
const MAX_UNTAKEN = 10_000;

/** Does a monitor's work: takes samples at even intervals and hands them on. */
export function runWorker(port: MonitorPort): void {
  let worker: MonitorWorker | undefined;
  port.onMessage((message) => {
    if (message.type === 'config') worker ??= new MonitorWorker(port, message.config);
    else worker?.receive(message);
  });
  port.onGone(() => void worker?.stop());
}

class MonitorWorker {
  readonly #port: MonitorPort;
  readonly #config: WorkerConfig;
  readonly #sampler: Sampler;
  readonly #outputs: Output[] = [];
  #timer: NodeJS.Timeout | undefined;
  #untaken = 0;
  #stopping: Promise<void> | undefined;

  constructor(port: MonitorPort, config: WorkerConfig) {
    this.#port = port;
    this.#config = config;
    const notice = (said: MonitorNotice) => port.send({ type: 'notice', notice: said });
    this.#sampler = createSampler(config.sampler, { quick: false, state: config.state, notice });
    void this.#begin(notice);
  }

  receive(message: Exclude<ToWorker, { type: 'config' }>): void {
    switch (message.type) {
      case 'metrics':
        this.#sampler.setMetrics(message.metrics);
        break;
      case 'sample':
        this.#take();
        this.#port.send({ type: 'sampled', id: message.id });
        break;
      case 'taken':
        this.#untaken -= message.count;
        break;
      case 'stop':
        void this.stop();
    }
  }

  /** Takes a last sample and gives everything back. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #begin(notice: (said: MonitorNotice) => void): Promise<void> {
    const { file, prometheus, first } = this.#config;
    try {
      if (file !== undefined) this.#addOutput(openFileOutput(file, notice));
      for (const output of this.#outputs) output.write(first);
      // The endpoint's packages take longer to load than an interval may be: samples do not wait for them.
      this.#take();
      this.#schedule();
      if (prometheus !== undefined) {
        const { openPrometheusOutput } = await import('../outputs/prometheus-output.js');
        const output = await openPrometheusOutput(prometheus);
        this.#addOutput(output);
        output.write(first);
        this.#port.send({ type: 'ready', prometheusUrl: output.url });
      } else {
        this.#port.send({ type: 'ready', prometheusUrl: undefined });
      }
    } catch (error) {
      this.#port.send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      await this.stop();
    }
  }

  /** What opens after the end is closed at once. */
  #addOutput(output: Output): void {
    if (this.#stopping === undefined) this.#outputs.push(output);
    else void output.close();
  }

  /** The next sample is due at a whole number of intervals after the start: lateness does not add up. */
  #schedule(): void {
    const { intervalSeconds, startedAt } = this.#config.sampler;
    const passed = monotonicSeconds() - startedAt;
    const next = (Math.floor(passed / intervalSeconds + 0.25) + 1) * intervalSeconds;
    this.#timer = setTimeout(
      () => {
        this.#take();
        this.#schedule();
      },
      Math.max((next - passed) * 1000, 1),
    );
  }

  #take(): void {
    const sample = this.#sampler.take();
    for (const output of this.#outputs) output.write(sample);
    if (this.#untaken >= MAX_UNTAKEN) return;
    this.#untaken += 1;
    this.#port.send({ type: 'sample', sample });
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#take();
    this.#sampler.close();
    await Promise.all(this.#outputs.map((output) => output.close()));
    this.#port.send({ type: 'stopped' });
    this.#port.release();
  }
}
