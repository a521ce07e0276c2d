import assert from 'node:assert/strict';
import { ofClient, topClients } from '../../../../collector-config/grafana/generator/dashboards/per-client.js';
import {
  growth,
  heat,
  increase,
  mean,
  of,
  ofBridge,
  quantile,
  rate,
  ratio,
  selector,
  sum,
  WINDOW,
} from '../../../../collector-config/grafana/generator/promql.js';

const JOB = 'fl_job_name=~"$job", instance=~"$instance"';

describe('PromQL of dashboards', () => {
  it('selects what was chosen, and what else is said', () => {
    assert.equal(of('accuracy'), `fl_accuracy{${JOB}}`);
    assert.equal(of('clientUpdates', 'a="b"', 'c!="d"'), `fl_client_updates_total{${JOB}, a="b", c!="d"}`);
    assert.equal(selector('x'), `x{${JOB}}`);
    assert.equal(ofBridge('events'), 'fedotel_bridge_events_total{instance=~"$bridge"}');
  });

  it('takes rates over scrapes, bars from point to point, and what needs several rounds over the chosen window', () => {
    assert.equal(rate('x'), 'rate(x[$__rate_interval])');
    assert.equal(rate('x', WINDOW), 'rate(x[$window])');
    assert.equal(increase('x'), 'increase(x[$__interval])');
    assert.equal(
      mean('m', 'l'),
      `sum by (l) (increase(m_sum{${JOB}}[$window])) / sum by (l) (increase(m_count{${JOB}}[$window]))`,
    );
    assert.equal(
      quantile(0.9, 'roundDuration', 'l', 'a="b"'),
      `histogram_quantile(0.9, sum by (le, l) (rate(fl_round_duration_seconds_bucket{${JOB}, a="b"}[$window])))`,
    );
    assert.equal(heat('updateSize'), `sum by (le) (increase(fl_update_size_bytes_bucket{${JOB}}[$__interval]))`);
  });

  it('counts the first of what has no series before it', () => {
    assert.equal(growth('x'), '(increase(x[$__interval]) > 0 or (x unless x offset $__interval))');
    assert.equal(growth('x', '1h'), '(increase(x[1h]) > 0 or (x unless x offset 1h))');
  });

  it('has 0 of what never happened', () => {
    assert.equal(ratio(sum('l', 'x'), sum('l', 'y')), '(sum by (l) (x) or 0 * sum by (l) (y)) / sum by (l) (y)');
  });

  it('names fields of single clients as their endpoint does', () => {
    const training = `{${JOB}, fl_operation_name="train"}`;
    assert.equal(ofClient('loss'), `fl_client_loss${training}`);
    assert.equal(ofClient('cpuUtilization'), `fl_client_cpu_utilization_ratio${training}`);
    assert.equal(topClients('networkLatency'), `topk(10, fl_client_network_latency_seconds${training})`);
    assert.throws(() => ofClient('mood'), /no field of clients called mood/);
  });
});
