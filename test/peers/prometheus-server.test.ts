import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type PrometheusServer, startPrometheusServer } from './prometheus-server.js';
import { promtool } from './promtool.js';

describe('the Prometheus that tests start', () => {
  const folder = temporaryFolder('prometheus');
  const page = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end('# TYPE fl_train_loss gauge\nfl_train_loss{job="kept"} +Inf\nfl_accuracy NaN\nfl_eval_loss 0.25\n');
  });
  let prometheus: PrometheusServer;

  before(async () => {
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(page.address() as AddressInfo).port}`;
    prometheus = await startPrometheusServer({
      folder: folder.path,
      scrapeConfigs: [{ job_name: 'page', honor_labels: true, static_configs: [{ targets: [target] }] }],
      ruleFiles: ['collector-config/prometheus/rules.yaml'],
    });
    await prometheus.scraped();
  });
  after(async () => {
    await prometheus?.close();
    page.close();
    page.closeAllConnections();
    folder.remove();
  });

  it('answers queries with numbers that are none, too', async () => {
    const [loss] = await prometheus.query('fl_train_loss');
    assert.deepEqual([loss?.value, loss?.labels.job], [Number.POSITIVE_INFINITY, 'kept']);
    assert.deepEqual((await prometheus.query('fl_accuracy'))[0]?.value, Number.NaN);
    assert.deepEqual(await prometheus.query('1 + 1'), [{ labels: {}, value: 2 }]);
    assert.deepEqual(await prometheus.query('fl_eval_loss', 1), []);
  });

  it('says what is wrong with an expression', async () => {
    await assert.rejects(prometheus.query('sum('), /bad_data.*parse error/);
  });

  it('takes the configuration that is in the repository', () => {
    const { status, output } = promtool(['check', 'config', 'collector-config/prometheus/prometheus.yaml']);
    assert.equal(status, 0, output);
  });

  it('has no alerts where there is no run', async () => {
    assert.deepEqual(await prometheus.alerts(), []);
  });
});
