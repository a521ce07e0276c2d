import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The job for apps of `services.yaml`, with one address in place of a name. */
export function appScrapeConfig(target: string): Readonly<Record<string, unknown>> {
  const { scrape_configs } = parse(readFileSync('collector-config/prometheus/services.yaml', 'utf8')) as {
    readonly scrape_configs: readonly ({ readonly job_name: string } & Readonly<Record<string, unknown>>)[];
  };
  const job = scrape_configs.find(({ job_name }) => job_name === 'fl-apps');
  if (job === undefined) throw new Error('services.yaml has no job fl-apps');
  const { dns_sd_configs, ...rest } = job;
  if (dns_sd_configs === undefined) throw new Error('the job fl-apps finds apps by another way than it did');
  return { ...rest, static_configs: [{ targets: [target] }] };
}
