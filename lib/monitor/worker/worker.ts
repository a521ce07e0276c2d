import { openFileOutput } from '../outputs/file-output.js';
import type { Output } from '../outputs/output.js';
import { createSampler, type Sampler } from '../sampling/sampler.js';
import type { MonitorNotice, ResourceSample } from '../types.js';
import type { MonitorPort, ToWorker, WorkerConfig } from './messages.js';
import { SheetWriter } from './sample-sheet.js';

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
  readonly #sheets: SheetWriter | undefined;
  #timer: NodeJS.Timeout | undefined;
  #untaken = 0;
  #stopping: Promise<void> | undefined;

  constructor(port: MonitorPort, config: WorkerConfig) {
    this.#port = port;
    this.#config = config;
    this.#sheets = createSheets(port, config);
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
    // Told to stop by its monitor, by the monitor's end, and by its own failure: it ends once.
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #begin(notice: (said: MonitorNotice) => void): Promise<void> {
    const { file, prometheus, first } = this.#config;
    try {
      if (file !== undefined) this.#addOutput(openFileOutput(file, notice));
      // The first sample was taken by the monitor, before there was anything to write it to.
      for (const output of this.#outputs) output.write(first);
      // The endpoint's packages take longer to load than an interval may be: samples do not wait for them.
      this.#tick();
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

  /**
   * Takes a sample. The next is due at a whole number of intervals after the start: lateness does not add up. A timer
   * counts from when its loop woke up, which is when the sample was taken.
   */
  readonly #tick = (): void => {
    const { intervalSeconds } = this.#config.sampler;
    const { seconds } = this.#take();
    const next = (Math.floor(seconds / intervalSeconds + 0.25) + 1) * intervalSeconds;
    this.#timer = setTimeout(this.#tick, Math.max((next - seconds) * 1000, 1));
  };

  #take(): ResourceSample {
    const sample = this.#sampler.take();
    for (const output of this.#outputs) output.write(sample);
    // Nobody waits for a monitor whose thread is busy, and memory is bounded all the same.
    if (this.#untaken < MAX_UNTAKEN) {
      this.#untaken += 1;
      if (this.#sheets === undefined) this.#port.send({ type: 'sample', sample });
      else this.#sheets.write(sample);
    }
    return sample;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#take();
    // Before the outputs, which may take a moment: programs that measure end as soon as nobody reads them.
    this.#sampler.close();
    await Promise.all(this.#outputs.map((output) => output.close()));
    this.#port.send({ type: 'stopped' });
    this.#port.release();
  }
}

function createSheets(port: MonitorPort, { sheets }: WorkerConfig): SheetWriter | undefined {
  if (sheets === undefined) return undefined;
  return new SheetWriter((sheet) => {
    sheets.postMessage(sheet);
    port.send({ type: 'sheet' });
  });
}
