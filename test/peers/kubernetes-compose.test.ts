import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type ComposeProject, composeConfig, kustomizeBuild } from './kubernetes/deploy-check.js';
import { type Manifest, workload, workloadsOf } from './kubernetes/manifest.js';

const FILE = 'collector-config/compose/compose.yaml';
const SECRETS = { FEDOTEL_BRIDGE_TOKEN: 'one', FEDOTEL_GRAFANA_PASSWORD: 'two' };
/** Gives volumes to the user of the others, so it cannot be that user itself. */
const ROOT = 'prepare';

describe('the compose file', () => {
  let project: ComposeProject;
  let manifests: readonly Manifest[];

  before(async () => {
    project = await composeConfig(FILE, SECRETS);
    ({ manifests } = await kustomizeBuild('collector-config/kubernetes/overlays/local'));
  });

  const services = () => Object.entries(project.services);

  it('has the same parts as the manifests for Kubernetes, of the same versions, with the same words', () => {
    const names = workloadsOf(manifests).map(({ name }) => name);
    assert.deepEqual(Object.keys(project.services).sort(), [...names, ROOT].sort());
    for (const { name, container } of workloadsOf(manifests)) {
      const service = project.services[name];
      assert.equal(service?.image, container.image);
      const hosts = /^--allowed-hosts=/;
      assert.deepEqual(
        service?.command?.filter((word) => !hosts.test(word)),
        container.args?.filter((word) => !hosts.test(word)),
        name,
      );
      assert.deepEqual(service?.entrypoint ?? undefined, container.command);
    }
  });

  it('gives them the same variables, but for the bounds of memory', () => {
    const bounds = new Set(['FEDOTEL_COLLECTOR_MEMORY_MIB', 'GOMEMLIMIT']);
    for (const { name, container } of workloadsOf(manifests)) {
      const expected = (container.env ?? [])
        .filter((variable) => !bounds.has(variable.name))
        .map(({ name: variable, value }) => [variable, value ?? SECRETS.FEDOTEL_BRIDGE_TOKEN]);
      assert.deepEqual(project.services[name]?.environment ?? {}, Object.fromEntries(expected), name);
    }
  });

  it('is reached from this machine alone', () => {
    const published = services().flatMap(([, { ports = [] }]) => ports);
    assert.deepEqual(
      published.map(({ published: port }) => Number(port)).sort((a, b) => a - b),
      [3000, 4317, 4318, 5000, 7070, 9090],
    );
    assert.deepEqual(
      published.filter(({ host_ip }) => host_ip !== '127.0.0.1'),
      [],
    );
  });

  it('runs without rights', () => {
    for (const [name, { user, read_only, cap_drop, security_opt }] of services()) {
      assert.equal(read_only, true, name);
      assert.deepEqual(cap_drop, ['ALL'], name);
      assert.deepEqual(security_opt, ['no-new-privileges:true'], name);
      assert.equal(user, name === ROOT ? '0:0' : '10001:10001');
    }
  });

  it('mounts files that there are, where the manifests mount them, and gives every volume to its user first', () => {
    const owned = new Set(project.services[ROOT]?.volumes?.map(({ source }) => source));
    assert.deepEqual(owned, new Set(Object.keys(project.volumes)));
    for (const [name, { volumes = [], depends_on = {} }] of services()) {
      if (name === ROOT) continue;
      assert.equal(depends_on[ROOT]?.condition, 'service_completed_successfully', name);
      const { mounts } = mountsOf(name);
      for (const { type, source, target, read_only } of volumes) {
        assert.ok(
          [...mounts].some((path) => target === path || target.startsWith(`${path}/`)),
          `${name}: ${target}`,
        );
        if (type !== 'bind') continue;
        assert.ok(isAbsolute(source) && existsSync(source), source);
        assert.equal(read_only, true, source);
      }
    }
  });

  for (const name of Object.keys(SECRETS)) {
    it(`does not start without ${name}`, async () => {
      await assert.rejects(
        composeConfig(FILE, { ...SECRETS, [name]: undefined }),
        new RegExp(`${name}.*put it into .env`, 's'),
      );
    });
  }

  function mountsOf(name: string): { readonly mounts: ReadonlySet<string> } {
    const { container } = workload(manifests, name);
    return { mounts: new Set(container.volumeMounts?.map(({ mountPath }) => mountPath)) };
  }
});
