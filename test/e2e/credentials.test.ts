import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runCli, startCli } from '../cli/cli-process.js';
import { attribute } from '../support/otlp-json.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const PASSWORD = 'mlflow-pass-4711';
const API_KEY = 'wandbkey'.repeat(5);
const HEADER = 'otlp-header-4713';
/** As they stand, and as they stand in headers of basic authentication. */
const ANN = Buffer.from(`ann:${PASSWORD}`).toString('base64');
const API = Buffer.from(`api:${API_KEY}`).toString('base64');
const SECRETS = [PASSWORD, API_KEY, HEADER, ANN, API];

/** A run that starts. */
const STARTED = JSON.stringify({
  resourceLogs: [
    {
      resource: { attributes: [attribute('fl.run.id', 'run'), attribute('fl.run.attempt', 1)] },
      scopeLogs: [{ scope: { name: 'fedotel' }, logRecords: [{ eventName: 'fl.run.started', timeUnixNano: '1' }] }],
    },
  ],
});

/** A server that answers every request alike and keeps the headers of all. */
async function answering(status: number, headers: Readonly<Record<string, string>>, body: string) {
  const asked: IncomingHttpHeaders[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.headers);
    response.writeHead(status, headers).end(body);
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

describe('credentials of destinations', () => {
  const folder = temporaryFolder('credentials');
  after(() => folder.remove());

  for (const [what, status] of [
    ['sends elsewhere', 302],
    ['refuses them', 401],
    ['answers nonsense', 200],
  ] as const) {
    it(`go to no other host, and are said nowhere, where a destination ${what}`, async () => {
      const elsewhere = await answering(200, { 'content-type': 'application/json' }, '{}');
      const destination = await answering(
        status,
        { location: `${elsewhere.url}/api`, 'content-type': 'application/json' },
        '{"error_code": "\\u001b[2Jno", "message": {"toString": 1}, "errors": [{"message": ["x"]}]}',
      );
      const runsDir = join(folder.path, String(status));
      const env = {
        MLFLOW_TRACKING_URI: destination.url,
        MLFLOW_TRACKING_USERNAME: 'ann',
        MLFLOW_TRACKING_PASSWORD: PASSWORD,
        WANDB_BASE_URL: destination.url,
        WANDB_API_KEY: API_KEY,
        WANDB_MODE: 'online',
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${HEADER}`,
      };
      const bridge = startCli(
        ['bridge', '--listen', '127.0.0.1:0', '--runs-dir', runsDir, '--to', 'mlflow,wandb', '--drain', '1'],
        { env },
      );
      const [, url = ''] = await bridge.seen(/OTLP\/HTTP on (http:\S+?),/);
      const headers = { 'content-type': 'application/json' };
      assert.equal((await fetch(`${url}/v1/logs`, { method: 'POST', headers, body: STARTED })).status, 200);
      const askedWith = (word: string) => destination.asked.some(({ authorization }) => authorization?.includes(word));
      await until('MLflow has been asked', () => askedWith(ANN));
      await until('W&B has been asked', () => askedWith(API));
      const health = await (await fetch(`${url}/health`)).text();
      const doctor = ['doctor', '--runs-dir', runsDir, '--to', 'mlflow,wandb', '--endpoint', url];
      const told = await Promise.all([runCli(doctor, { env }), runCli([...doctor, '--json'], { env })]);
      bridge.child.kill('SIGTERM');
      told.push(await bridge.ended);
      const files = readdirSync(runsDir, { recursive: true, encoding: 'utf8' })
        .map((name) => join(runsDir, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, 'latin1'));
      const texts = [health, ...files, ...told.flatMap(({ stdout, stderr }) => [stdout, stderr])];
      assert.ok(files.length > 1 && texts.some((text) => text.includes('mlflow')));
      for (const secret of SECRETS)
        assert.equal(
          texts.find((text) => text.includes(secret)),
          undefined,
        );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may come through
      assert.doesNotMatch(told.map(({ stdout, stderr }) => stdout + stderr).join(''), /[\u0000-\u0009\u000b-\u001f]/);
      assert.deepEqual(elsewhere.asked, []);
      await destination.close();
      await elsewhere.close();
    });
  }
});
