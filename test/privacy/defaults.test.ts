import assert from 'node:assert/strict';
import { hostname, userInfo } from 'node:os';
import { createCore } from '../../lib/core/core.js';
import { startRunOn } from '../../lib/run/start-run.js';
import { createSilentWarnings } from '../lib/support/recording.js';
import { startForTest } from '../lib/telemetry/fixtures.js';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.js';

describe('without any setting, what is sent', () => {
  let server: RecordingServer;

  before(async () => {
    server = await startRecordingServer();
    const core = createCore(createSilentWarnings());
    const { telemetry } = await startForTest({ endpoint: server.url, protocol: 'http/json' }, { core });
    const run = startRunOn(core, { job: 'digits' });
    const round = run.startRound({ number: 1 });
    round.startTask({ client: 'anna' });
    round.aggregate(() => round.clientUpdate({ client: 'anna', loss: 1, bytesSent: 5, staleness: 1 }));
    round.end({ accuracy: 0.5 });
    await run.finish();
    await telemetry.shutdown();
  });

  after(() => server.close());

  it('says of process and host only the service, a random instance and the SDK', () => {
    const keys = new Set([...server.events(), ...server.spans()].flatMap(({ resource }) => [...resource.keys()]));
    assert.deepEqual([...keys].sort(), [
      'fl.job.name',
      'fl.run.attempt',
      'fl.run.id',
      'service.instance.id',
      'service.name',
      'telemetry.sdk.language',
      'telemetry.sdk.name',
      'telemetry.sdk.version',
    ]);
    const texts = server.requests.map(({ body }) => body.toString()).join('\n');
    for (const personal of [`"${hostname()}"`, `"${userInfo().username}"`, process.cwd(), `"${process.pid}"`]) {
      assert.equal(texts.includes(personal), false, personal);
    }
  });

  it("has no exemplars, which would join a metric to one client's span", () => {
    const metrics = server.requests.filter(({ signal }) => signal === 'metrics').map(({ body }) => body.toString());
    assert.ok(metrics.some((text) => text.includes('fl.update.size')));
    assert.deepEqual(
      metrics.filter((text) => /"exemplars":\s*\[\s*\{/.test(text)),
      [],
    );
  });

  it('names clients in updates, events and task spans, and in no metric', () => {
    const naming = server.events().filter(({ attributes }) => attributes.get('fl.client.id') === 'anna');
    assert.ok(naming.length > 0);
    assert.ok(server.spans().some(({ attributes }) => attributes.get('fl.client.id') === 'anna'));
    let points = 0;
    let scope = '';
    server.replay({
      resource: () => undefined,
      scope: ({ name }) => {
        scope = name;
      },
      numberPoint: (_, { attributes }) => {
        points += 1;
        assert.equal(attributes.has('fl.client.id'), scope === 'fedotel.client', scope);
      },
      otherPoints: () => undefined,
      logRecord: () => undefined,
      span: () => undefined,
    });
    assert.ok(points > 0);
  });
});
