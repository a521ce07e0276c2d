import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/temporary-folder.js';
import { KUBERNETES_VERSIONS, kustomizeBuild, validateManifests } from './kubernetes/deploy-check.js';
import { chosen, type Manifest, type PolicyRule, type Workload, workloadsOf } from './kubernetes/manifest.js';

const FOLDER = 'collector-config/kubernetes';
/** Pods of the user's own apps: labels that nothing here has. */
const OF_APPS = /^fedotel\.io\//;
/** Annotations have room for so many bytes; kubectl apply keeps what it applied in one. */
const ANNOTATION_BYTES = 262_144;
/** Keys of Secrets, which are made by hand, once: docs/kubernetes.md. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  'fedotel-tokens': ['bridge-token', 'bridge-tokens', 'grafana-password'],
  'fedotel-sites': ['tokens'],
  'gateway-tls': ['tls.crt', 'tls.key'],
};
const PARTS = ['bridge', 'collector', 'grafana', 'mlflow', 'prometheus', 'tempo'];

for (const [overlay, parts] of [
  ['local', PARTS],
  ['production', [...PARTS, 'gateway'].sort()],
] as const) {
  describe(`manifests for Kubernetes, overlay ${overlay}`, () => {
    const folder = temporaryFolder('kubernetes');
    let text: string;
    let manifests: readonly Manifest[];
    let workloads: readonly Workload[];

    before(async () => {
      ({ text, manifests } = await kustomizeBuild(join(FOLDER, 'overlays', overlay)));
      workloads = workloadsOf(manifests);
    });
    after(() => folder.remove());

    const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);

    for (const version of KUBERNETES_VERSIONS) {
      it(`are what the schema of Kubernetes ${version} wants, and nothing else`, async () => {
        const file = join(folder.path, `${version}.yaml`);
        writeFileSync(file, text);
        const passed = await validateManifests(file, version);
        assert.equal(passed.filter((line) => line.includes('passed for resource')).length, manifests.length);
      });
    }

    it('have every part once', () => {
      assert.deepEqual(workloads.map(({ name }) => name).sort(), parts);
      for (const { name, manifest, pod } of workloads) {
        assert.equal(manifest.spec?.replicas, 1, name);
        assert.equal(pod.containers.length, 1, name);
      }
    });

    it('run without rights: no root, no privileges, nothing to write but volumes, no way to the API', () => {
      for (const { name, pod, container } of workloads) {
        assert.equal(pod.automountServiceAccountToken, false, name);
        assert.equal(pod.enableServiceLinks, false, name);
        assert.equal(pod.securityContext?.runAsNonRoot, true, name);
        assert.notEqual(pod.securityContext?.runAsUser, 0, name);
        assert.deepEqual(pod.securityContext?.seccompProfile, { type: 'RuntimeDefault' }, name);
        assert.deepEqual(
          container.securityContext,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          name,
        );
      }
      const [namespace] = ofKind('Namespace');
      assert.match(JSON.stringify(namespace), /"pod-security.kubernetes.io\/enforce":"restricted"/);
    });

    it('say what they need, and how one sees that they live', () => {
      for (const { name, container } of workloads) {
        const { resources, livenessProbe, readinessProbe, startupProbe, ports } = container;
        assert.ok(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory, name);
        assert.ok(livenessProbe && readinessProbe, name);
        const known = new Set(ports.map((port) => port.name));
        for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
          const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
          assert.ok(probe === undefined || known.has(port ?? ''), `${name}: ${port}`);
        }
      }
    });

    it('name their images with a version', () => {
      for (const { name, container } of workloads) assert.match(container.image, /:v?\d+\.\d+\.\d+$/, name);
    });

    it('keep on volumes of their own what must not be lost', () => {
      const kept = workloads.filter(({ manifest }) => manifest.spec?.volumeClaimTemplates !== undefined);
      assert.deepEqual(
        kept.map(({ name }) => name).sort(),
        parts.filter((name) => name !== 'grafana'),
      );
      for (const { name, manifest, container } of kept) {
        for (const { metadata, spec } of manifest.spec?.volumeClaimTemplates ?? []) {
          assert.deepEqual(spec.accessModes, ['ReadWriteOnce'], name);
          assert.ok(
            container.volumeMounts?.some((mount) => mount.name === metadata.name),
            name,
          );
        }
      }
    });

    it('refer to volumes, configuration and secrets that there are', () => {
      const configMaps = new Set(ofKind('ConfigMap').map(({ metadata }) => metadata.name));
      const used = new Set<string>();
      for (const { name, manifest, pod, container } of workloads) {
        const volumes = new Set([
          ...(pod.volumes ?? []).map((volume) => volume.name),
          ...(manifest.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
        ]);
        assert.deepEqual(new Set(container.volumeMounts?.map((mount) => mount.name)), volumes, name);
        for (const { configMap, projected, secret } of pod.volumes ?? []) {
          for (const source of [configMap, ...(projected?.sources ?? []).map((each) => each.configMap)]) {
            if (source !== undefined) used.add(source.name);
          }
          for (const { key } of secret?.items ?? []) assert.ok(SECRETS[secret?.secretName ?? '']?.includes(key), key);
        }
        for (const { valueFrom } of container.env ?? []) {
          if (valueFrom === undefined) continue;
          assert.ok(SECRETS[valueFrom.secretKeyRef.name]?.includes(valueFrom.secretKeyRef.key));
        }
      }
      assert.deepEqual(used, configMaps);
      assert.deepEqual(ofKind('Secret'), []);
    });

    it('have the configuration as it is in the repository', () => {
      const files: Readonly<Record<string, string>> = {
        'collector.yaml': 'collector/full.yaml',
        'gateway.yaml': 'collector/gateway.yaml',
        'prometheus.yaml': 'prometheus/services.yaml',
        'rules.yaml': 'prometheus/rules.yaml',
        'tempo.yaml': 'tempo/tempo.yaml',
        'datasources.yaml': 'grafana/provisioning/datasources/datasources.yaml',
        'dashboards.yaml': 'grafana/provisioning/dashboards/dashboards.yaml',
      };
      const given = ofKind('ConfigMap').flatMap(({ data }) => Object.entries(data ?? {}));
      assert.ok(given.length > Object.keys(files).length);
      for (const [name, content] of given) {
        const path = files[name] ?? `grafana/dashboards/${name}`;
        assert.equal(content, readFileSync(join('collector-config', path), 'utf8'), name);
      }
      for (const manifest of ofKind('ConfigMap')) {
        assert.ok(Buffer.byteLength(JSON.stringify(manifest)) < ANNOTATION_BYTES, manifest.metadata.name);
      }
    });

    it('are found by services, and by nobody whom no rule names', () => {
      for (const { metadata, spec } of ofKind('Service')) {
        const selector = spec?.selector as Readonly<Record<string, string>>;
        if (Object.keys(selector).some((key) => OF_APPS.test(key))) continue;
        const [target, ...others] = chosen({ matchLabels: selector }, workloads);
        assert.ok(target !== undefined && others.length === 0, metadata.name);
        for (const { targetPort } of spec?.ports ?? []) {
          assert.ok(
            target.container.ports.some(({ name }) => name === targetPort),
            `${metadata.name}: ${targetPort}`,
          );
        }
      }
      const policies = ofKind('NetworkPolicy');
      const everybody = policies.find(({ spec }) => Object.keys(spec?.podSelector ?? {}).length === 0);
      assert.deepEqual(everybody?.spec?.policyTypes, ['Ingress', 'Egress']);
      for (const { metadata, spec } of policies) {
        const targets = chosen(spec?.podSelector ?? {}, workloads);
        for (const rule of spec?.ingress ?? []) holds(metadata.name, rule, targets);
        for (const rule of spec?.egress ?? []) {
          for (const { podSelector } of rule.to ?? []) {
            if (podSelector) holds(metadata.name, rule, chosen(podSelector, workloads));
          }
        }
      }
    });

    it('lie in one namespace', () => {
      const elsewhere = manifests.filter(
        ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'fedotel',
      );
      assert.deepEqual(elsewhere, []);
    });
  });
}

describe('ports of the node in the overlay local', () => {
  it('are those of the guide, and one for the page', async () => {
    const { manifests } = await kustomizeBuild(join(FOLDER, 'overlays/local'));
    const ports = manifests.flatMap(({ metadata, spec }) =>
      (spec?.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [[metadata.name, nodePort]])),
    );
    assert.deepEqual(Object.fromEntries(ports), {
      prometheus: 30090,
      grafana: 30030,
      mlflow: 30500,
      'fl-app-metrics': 30081,
      page: 30070,
    });
  });
});

describe('the overlay production', () => {
  it('opens nothing to the outside but the gateway, and pages behind an ingress with TLS', async () => {
    const { manifests } = await kustomizeBuild(join(FOLDER, 'overlays/production'));
    const services = manifests.filter(({ kind }) => kind === 'Service');
    assert.deepEqual(
      services
        .filter(({ spec }) => spec?.type !== undefined && spec.type !== 'ClusterIP')
        .map(({ metadata }) => metadata.name),
      ['gateway-outside'],
    );
    const ingresses = manifests.filter(({ kind }) => kind === 'Ingress');
    assert.equal(ingresses.length, 2);
    for (const { spec } of ingresses) {
      const withTls = new Set(spec?.tls?.flatMap(({ hosts }) => hosts));
      for (const { host, http } of spec?.rules ?? []) {
        assert.ok(withTls.has(host), host);
        for (const { backend } of http.paths) {
          const { name, port } = backend.service;
          const service = services.find(({ metadata }) => metadata.name === name);
          assert.ok(JSON.stringify(service?.spec?.ports).includes(`"name":"${port.name}"`), `${name}: ${port.name}`);
        }
      }
    }
  });
});

/** Ports of a rule with a name are ports of those whom it is about. */
function holds(policy: string, { ports = [] }: PolicyRule, targets: readonly Workload[]): void {
  for (const { name, container } of targets) {
    const known = new Set(container.ports.map((port) => port.name));
    for (const { port } of ports) {
      if (typeof port === 'string') assert.ok(known.has(port), `${policy}: ${name} has no port ${port}`);
    }
  }
}
