import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/bridge-process.js';
import { type KeptProcess, startKeptProcess } from './kept-process.js';

/** How a real Prometheus is started. */
export interface PrometheusServerOptions {
  /** Folder of its own for its data and configuration. */
  readonly folder: string;
  /** `scrape_configs`, as Prometheus has them (`job_name`, `honor_labels`, `static_configs` …). */
  readonly scrapeConfigs: readonly Readonly<Record<string, unknown>>[];
  /** Files with rules, relative to the repository. */
  readonly ruleFiles?: readonly string[];
  /** Time between two scrapes, and between two looks at the rules. Default: 1 s. */
  readonly intervalSeconds?: number;
}

/** One series of an answer. */
export interface PrometheusSample {
  /** With the metric's name as `__name__`, where there is one. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One alert that is pending or firing. */
export interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** A real Prometheus on a free loopback port. */
export interface PrometheusServer {
  readonly url: string;
  /**
   * An instant query; a scalar is one sample without labels.
   *
   * @param atSeconds since 1970; default: now
   * @throws Error with what Prometheus says when it cannot evaluate the expression
   */
  query(expression: string, atSeconds?: number): Promise<readonly PrometheusSample[]>;
  /** Alerts that are pending or firing now. */
  alerts(): Promise<readonly PrometheusAlert[]>;
  /** Waits until every target has been scraped without a fault after this call, and queries see what was there. */
  scraped(): Promise<void>;
  /** What it printed. */
  output(): string;
  /** Ends it and waits until it is gone. */
  close(): Promise<void>;
}

/** Longest wait for a scrape of every target. */
const SCRAPE_SECONDS = 120;

/**
 * Starts Prometheus and waits until it is ready.
 *
 * @throws Error when it is not installed, or does not start, with what it printed
 */
export async function startPrometheusServer(options: PrometheusServerOptions): Promise<PrometheusServer> {
  if (spawnSync('prometheus', ['--version']).error !== undefined) {
    throw new Error('expected prometheus on the PATH: apt-get install --no-install-recommends prometheus');
  }
  mkdirSync(options.folder, { recursive: true });
  const interval = `${options.intervalSeconds ?? 1}s`;
  const config = join(options.folder, 'prometheus.yaml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
      rule_files: (options.ruleFiles ?? []).map((file) => resolve(file)),
      scrape_configs: options.scrapeConfigs,
    }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const started = await startKeptProcess({
    command: 'prometheus',
    args: [
      `--config.file=${config}`,
      `--web.listen-address=${address}`,
      `--storage.tsdb.path=${join(options.folder, 'data')}`,
      '--enable-feature=exemplar-storage',
    ],
    ready: async () => (await fetch(`${url}/-/ready`)).ok,
  });
  return new RealPrometheus(url, started);
}

/** Answer of Prometheus's HTTP API. */
type ApiAnswer<T> =
  | { readonly status: 'success'; readonly data: T }
  | { readonly status: 'error'; readonly errorType: string; readonly error: string };

type Value = readonly [time: number, value: string];

type QueryData =
  | { readonly resultType: 'vector'; readonly result: readonly { metric: Record<string, string>; value: Value }[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Value }
  | { readonly resultType: 'matrix' };

interface TargetData {
  readonly activeTargets: readonly {
    readonly health: string;
    readonly lastError: string;
    readonly scrapeUrl: string;
  }[];
}

class RealPrometheus implements PrometheusServer {
  constructor(
    readonly url: string,
    private readonly started: KeptProcess,
  ) {}

  async query(expression: string, atSeconds?: number): Promise<readonly PrometheusSample[]> {
    const words = new URLSearchParams({ query: expression });
    if (atSeconds !== undefined) words.set('time', String(atSeconds));
    const data = await this.ask<QueryData>(`query?${words}`);
    if (data.resultType === 'vector') {
      return data.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }));
    }
    if (data.resultType === 'matrix') throw new Error(`expected an instant vector or a scalar: ${expression}`);
    return [{ labels: {}, value: numberOf(data.result[1]) }];
  }

  async alerts(): Promise<readonly PrometheusAlert[]> {
    return (await this.ask<{ alerts: readonly PrometheusAlert[] }>('alerts')).alerts;
  }

  async scraped(): Promise<void> {
    const since = Date.now() / 1000;
    const deadline = performance.now() + SCRAPE_SECONDS * 1000;
    for (;;) {
      const { activeTargets } = await this.ask<TargetData>('targets?state=active');
      // A target is said to have been scraped before its samples can be seen; `up` comes together with them.
      const up = await this.query(`timestamp(up) > ${since} and up == 1`);
      if (activeTargets.length > 0 && up.length === activeTargets.length) return;
      if (performance.now() > deadline) {
        const states = activeTargets.map(({ scrapeUrl, health, lastError }) => `${scrapeUrl} ${health} ${lastError}`);
        throw new Error(`not scraped in ${SCRAPE_SECONDS} s: ${states.join('; ')}`);
      }
      await delay(100);
    }
  }

  output(): string {
    return this.started.output();
  }

  close(): Promise<void> {
    return this.started.kill();
  }

  private async ask<T>(path: string): Promise<T> {
    const answer = (await (await fetch(`${this.url}/api/v1/${path}`)).json()) as ApiAnswer<T>;
    if (answer.status === 'error') throw new Error(`${path}: ${answer.errorType}: ${answer.error}`);
    return answer.data;
  }
}

/** Prometheus writes +Inf and -Inf. */
function numberOf(text: string): number {
  return text.endsWith('Inf') ? Number(`${text}inity`) : Number(text);
}
