import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';
import { selfSigned } from './collector/certificate.js';
import { CONFIGS, validateConfigs } from './collector/collector-process.js';

describe('the configurations of the Collector, as the Collector judges them', () => {
  const folder = temporaryFolder('collector-configs');
  const { cert, key } = selfSigned(folder.path);
  const agent = { FEDOTEL_GATEWAY_TOKEN: 't', FEDOTEL_SITE: 'a' };
  const gateway = { FEDOTEL_GATEWAY_TOKEN: 't', FEDOTEL_GATEWAY_CERT: cert, FEDOTEL_GATEWAY_KEY: key };
  const cases: readonly (readonly [configs: readonly string[], env: Readonly<Record<string, string>>])[] = [
    [['minimal.yaml'], {}],
    [['full.yaml'], {}],
    [['full.yaml', 'log-store.yaml'], { FEDOTEL_LOGS_ENDPOINT: 'http://127.0.0.1:1' }],
    [['minimal.yaml', 'shards.yaml'], {}],
    [['full.yaml', 'shards.yaml'], {}],
    [['agent.yaml'], agent],
    [['gateway.yaml'], gateway],
  ];
  after(() => folder.remove());

  for (const [configs, env] of cases) {
    it(`are right: ${configs.join(' with ')}`, () => validateConfigs(configs, env));
  }

  it('are all tried', () => {
    const tried = new Set(cases.flatMap(([configs]) => configs));
    const files = readdirSync(CONFIGS).filter((file) => /^service:/m.test(readFileSync(join(CONFIGS, file), 'utf8')));
    assert.deepEqual([...tried].sort(), files.sort());
  });

  it('do not start an agent or a gateway that has no token', async () => {
    const { FEDOTEL_GATEWAY_TOKEN: _agent, ...openAgent } = agent;
    const { FEDOTEL_GATEWAY_TOKEN: _gateway, ...openGateway } = gateway;
    await assert.rejects(validateConfigs(['agent.yaml'], openAgent), /no bearer token provided/);
    await assert.rejects(validateConfigs(['gateway.yaml'], openGateway), /no bearer token provided/);
  });

  it('do not start a gateway without a certificate, an agent without a site', async () => {
    const { FEDOTEL_GATEWAY_TOKEN } = gateway;
    await assert.rejects(validateConfigs(['gateway.yaml'], { FEDOTEL_GATEWAY_TOKEN }), /certificate and key/);
    await assert.rejects(validateConfigs(['agent.yaml'], { FEDOTEL_GATEWAY_TOKEN }), /fedotel\.site/);
  });

  it('are refused with a component that the Collector does not have', async () => {
    const wrong = join(folder.path, 'wrong.yaml');
    writeFileSync(wrong, 'exporters: { kafka: {} }\n');
    await assert.rejects(validateConfigs(['minimal.yaml', wrong]), /kafka/);
  });
});
