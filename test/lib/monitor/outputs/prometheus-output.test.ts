import assert from 'node:assert/strict';
import { openPrometheusOutput, type PrometheusOutput } from '../../../../lib/monitor/outputs/prometheus-output.js';
import { freePort } from '../../../support/bridge-process.js';

describe('monitor: the endpoint for Prometheus', () => {
  const LISTEN = { host: '127.0.0.1', port: 0 };
  let output: PrometheusOutput | undefined;

  afterEach(() => output?.close());

  async function scrape(url: string): Promise<readonly string[]> {
    const text = await (await fetch(url)).text();
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  }

  it('shows the newest sample by the names of OpenTelemetry, bytes and joules as counters', async () => {
    output = await openPrometheusOutput(LISTEN);
    const resources = {
      process_cpu_utilization_percentage: 25,
      process_memory_megabytes: 64,
      network_receive_megabytes: 1.5,
      gpu_0_energy_joules: 3,
      host_energy_joules: 7,
    };
    output.write({ time: 1_772_442_000_000, seconds: 0, resources: { host_energy_joules: 1 } });
    output.write({ time: 1_772_442_001_000, seconds: 1, resources });
    const lines = await scrape(output.url);
    for (const line of [
      'process_cpu_utilization_ratio 0.25',
      'process_memory_usage_bytes 64000000',
      'system_network_io_bytes_total{network_io_direction="receive"} 1500000',
      'hw_energy_joules_total{hw_id="gpu_0",hw_type="gpu"} 3',
      'hw_host_energy_joules_total 7',
    ]) {
      assert.ok(lines.includes(line), `${line} is not among\n${lines.join('\n')}`);
    }
  });

  it('shows nothing of what is not measured: no 0 in its place', async () => {
    output = await openPrometheusOutput(LISTEN);
    output.write({ time: 1, seconds: 0, resources: { cpu_utilization_percentage: 0 } });
    const lines = await scrape(output.url);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('target_info')),
      ['system_cpu_utilization_ratio 0'],
    );
  });

  it('gives its address back, and another may have it', async () => {
    const port = await freePort();
    output = await openPrometheusOutput({ host: '127.0.0.1', port });
    const { url } = output;
    await assert.rejects(openPrometheusOutput({ host: '127.0.0.1', port }), /is in use by another program/);
    await output.close();
    await assert.rejects(fetch(url));
    output = await openPrometheusOutput({ host: '127.0.0.1', port });
    assert.equal(output.url, url);
  });
});
