import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { instruments } from '../../semconv/index.js';

/** The parts of a Collector's configuration that rules are about. */
interface Config {
  readonly extensions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly receivers?: Readonly<Record<string, { readonly protocols: Readonly<Record<string, Protocol>> }>>;
  readonly processors?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly connectors?: Readonly<Record<string, unknown>>;
  readonly exporters?: Readonly<Record<string, Exporter>>;
  readonly service: {
    readonly extensions?: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

interface Protocol {
  readonly endpoint: string;
  readonly max_request_body_size?: number;
}

interface Exporter {
  readonly endpoint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry_on_failure?: { readonly enabled?: boolean; readonly max_elapsed_time?: number | string };
  readonly sending_queue?: {
    readonly enabled?: boolean;
    readonly storage?: string;
    readonly num_consumers?: number;
    readonly sizer?: string;
    readonly batch?: { readonly sizer?: string; readonly max_size?: number };
  };
}

interface Pipeline {
  readonly receivers?: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}

const FOLDER = 'collector-config/collector';
const SIGNALS = ['metrics', 'traces', 'logs'];
/** Largest body that a bridge takes: `--max-body`. */
const BRIDGE_TAKES = 64 * 1024 * 1024;
/** Exporters that must lose nothing. */
const EXACT = ['otlp_http/bridge', 'otlp_http/bridge-1', 'otlp_http/gateway'];
/** What brings data to the queues on disk, and the receivers there. */
const STORE = 'otlp_http/store';
const INNER = SIGNALS.map((signal) => `otlp/${signal}`);
/** Processors that neither hold data back nor leave any out. */
const TRANSPARENT = ['memory_limiter', 'resource/site'];

const texts = new Map(
  readdirSync(FOLDER)
    .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')] as const)
    .filter(([, text]) => /^service:/m.test(text)),
);
const configs = new Map([...texts].map(([file, text]) => [file, parse(text) as Config]));
const whole = [...configs].filter(([, { receivers }]) => receivers !== undefined);
const page = readFileSync('docs/collector.md', 'utf8');

/** `${env:NAME}` and `${env:NAME:-default}`. */
function variablesOf(text: string): { readonly name: string; readonly fallback: string | undefined }[] {
  return [...text.matchAll(/\$\{env:(\w+)(?::-([^}]*))?\}/g)].map(([, name = '', fallback]) => ({ name, fallback }));
}

const typeOf = (id: string) => id.split('/')[0] ?? '';

describe('configurations for the Collector', () => {
  it('are those that the page tells of', () => {
    assert.deepEqual([...configs.keys()].sort(), [
      'agent.yaml',
      'full.yaml',
      'gateway.yaml',
      'log-store.yaml',
      'minimal.yaml',
      'shards.yaml',
    ]);
    for (const file of configs.keys()) assert.ok(page.includes(`collector-config/collector/${file}`), file);
  });

  it('use every component of the Collector that the tests build, and no other', () => {
    const source = readFileSync('test/peers/collector/otelcol/main.go', 'utf8');
    const built = [...source.matchAll(/\b(\w+?)(?:receiver|processor|exporter|connector|extension)?\.NewFactory\(\)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !/provider$|^otelconftelemetry$/.test(name));
    const used = [...configs.values()].flatMap(({ extensions, receivers, processors, connectors, exporters }) =>
      [extensions, receivers, processors, connectors, exporters].flatMap((part) => Object.keys(part ?? {})),
    );
    // What it would lose is shown in test/peers/collector-losses.test.ts.
    const shunned = 'batch';
    assert.ok(built.includes(shunned));
    const plain = (name: string) => name.replaceAll('_', '');
    assert.deepEqual(
      [...new Set(used.map((id) => plain(typeOf(id))))].sort(),
      [...new Set(built.map(plain))].filter((name) => name !== shunned).sort(),
    );
  });

  it('share one table of variables with the page', () => {
    const rows = [...page.matchAll(/^\| `(FEDOTEL_\w+)` \| (?:`([^`]*)`)?/gm)];
    const table = new Map(rows.map(([, name = '', fallback]) => [name, fallback]));
    const used = [...texts.values()].flatMap(variablesOf);
    assert.deepEqual([...table.keys()].sort(), [...new Set(used.map(({ name }) => name))].sort());
    for (const { name, fallback } of used) {
      if (fallback !== undefined && fallback !== '') assert.equal(table.get(name), fallback, name);
    }
  });

  it('stay on loopback unless told otherwise', () => {
    const fallbacks = [...texts.values()].flatMap(variablesOf).map(({ fallback }) => fallback ?? '');
    const hosts = fallbacks.flatMap((fallback) => /^(?:https?:\/\/)?([\d.]+|\w+)(?::\d+)$/.exec(fallback)?.[1] ?? []);
    assert.deepEqual([...new Set(hosts)], ['127.0.0.1']);
    const literal = [...texts.values()].flatMap((text) => text.match(/^\s+(endpoint|host): (?!\$\{env:).*/gm) ?? []);
    assert.deepEqual(literal, []);
  });

  it('have no secret in them', () => {
    for (const text of texts.values()) {
      const secrets = text.match(/^\s+(token|authorization): .*/gm) ?? [];
      assert.ok(secrets.every((line) => /\$\{env:FEDOTEL_\w+_TOKEN(:-(none)?)?\}$/.test(line)));
    }
  });

  for (const [file, { exporters = {}, receivers = {}, extensions = {}, processors = {}, service }] of whole) {
    describe(file, () => {
      const pipelines = Object.entries(service.pipelines);
      const exact = Object.entries(exporters).filter(([id]) => EXACT.includes(id));

      it('keeps for ever, on disk and in order, what the bridge has not taken', () => {
        assert.equal(exact.length, 1);
        for (const [, { retry_on_failure, sending_queue }] of exact) {
          assert.deepEqual([retry_on_failure?.enabled, retry_on_failure?.max_elapsed_time], [true, 0]);
          const { enabled, storage = '', num_consumers, sizer } = sending_queue ?? {};
          assert.deepEqual([enabled, num_consumers, sizer], [true, 1, 'bytes']);
          assert.ok(service.extensions?.includes(storage));
          assert.equal(extensions[storage]?.fsync, true);
        }
      });

      it('brings every signal to the bridge, whole, with nothing that holds data in memory on the way', () => {
        const [outside] = Object.keys(receivers).filter((id) => !INNER.includes(id));
        const to = (exporters: readonly string[]) =>
          pipelines.filter(([, way]) => way.exporters.some((id) => exporters.includes(id)));
        const entries = to([STORE]);
        const ways = to(EXACT);
        for (const part of [entries, ways])
          assert.deepEqual(part.map(([id]) => typeOf(id)).sort(), [...SIGNALS].sort());
        for (const [, pipeline] of entries) assert.deepEqual(pipeline.receivers, [outside]);
        for (const [id, pipeline] of ways) assert.deepEqual(pipeline.receivers, [`otlp/${typeOf(id)}`]);
        for (const [, pipeline] of [...entries, ...ways]) {
          assert.deepEqual(
            pipeline.processors?.filter((id) => !TRANSPARENT.includes(id)),
            [],
          );
          assert.equal(pipeline.exporters.length, 1, 'another exporter that is full would send it again');
        }
        assert.ok(Object.keys(processors).every((id) => typeOf(id) !== 'batch'));
      });

      it('begins to listen for the queues on disk only when they are ready', () => {
        // A receiver of several pipelines listens as soon as one of them is ready.
        for (const inner of INNER) {
          const users = pipelines.filter(([, pipeline]) => pipeline.receivers?.includes(inner));
          assert.deepEqual(
            users.map(([, pipeline]) => pipeline.exporters),
            [exact.map(([id]) => id)],
          );
        }
        const { sending_queue, retry_on_failure } = exporters[STORE] ?? {};
        assert.deepEqual([sending_queue?.enabled, retry_on_failure?.enabled], [false, false]);
      });

      it('takes no body that the next hop might not', () => {
        const limitsOf = (inner: boolean) =>
          Object.entries(receivers)
            .filter(([id]) => INNER.includes(id) === inner)
            .map(([, { protocols }]) => protocols.http?.max_request_body_size ?? 0);
        const limits = limitsOf(false);
        assert.equal(limits.length, 1);
        for (const inner of limitsOf(true)) assert.ok(Math.max(...limits) * 2 <= inner);
        for (const limit of limits) assert.ok(limit * 2 <= BRIDGE_TAKES);
        const batches = exact.flatMap(([, { sending_queue }]) => sending_queue?.batch ?? []);
        for (const { sizer, max_size = Number.POSITIVE_INFINITY } of batches) {
          assert.equal(sizer, 'bytes');
          assert.ok(max_size * 2 <= Math.min(...limits));
        }
      });

      it('refuses data before memory runs out, first in every pipeline', () => {
        for (const [id, pipeline] of pipelines) assert.equal(pipeline.processors?.[0], 'memory_limiter', id);
      });

      it('uses what it defines, all of it', () => {
        const used = new Set([
          ...pipelines.flatMap(([, { receivers, processors, exporters }]) => [
            ...(receivers ?? []),
            ...(processors ?? []),
            ...exporters,
          ]),
          ...(service.extensions ?? []),
        ]);
        const defined = [exporters, receivers, extensions, processors].flatMap((part) => Object.keys(part));
        assert.deepEqual(
          defined.filter((id) => !used.has(id)),
          [],
        );
      });
    });
  }

  for (const [file, config] of configs) {
    it(`${file}: what is best effort gives up, so that its queue never holds up a sender`, () => {
      const others = Object.entries(config.exporters ?? {}).filter(
        ([id]) => typeOf(id) === 'otlp_http' && id !== STORE && !EXACT.includes(id),
      );
      for (const [, { retry_on_failure, sending_queue }] of others) {
        assert.match(String(retry_on_failure?.max_elapsed_time), /^[1-9]\d*m$/);
        assert.equal(sending_queue?.storage, undefined);
      }
    });
  }

  describe('shards.yaml', () => {
    const shards = configs.get('shards.yaml');
    const pipelines = Object.entries(shards?.service.pipelines ?? {});

    for (const file of ['minimal.yaml', 'full.yaml']) {
      it(`sends to the second bridge as ${file} to the first`, () => {
        const { endpoint: _there, headers: _its, ...first } = { ...configs.get(file)?.exporters?.['otlp_http/bridge'] };
        const { endpoint: _here, headers: _own, ...second } = { ...shards?.exporters?.['otlp_http/bridge-1'] };
        assert.deepEqual(second, first);
      });
    }

    it('reads every queue of either bridge from the receiver of its signal, with the filter of that bridge', () => {
      const expected = SIGNALS.flatMap((signal) =>
        ['bridge', 'bridge-1'].map((bridge) => [
          `${signal}/${bridge}`,
          {
            receivers: [`otlp/${signal}`],
            processors: ['memory_limiter', bridge === 'bridge' ? 'filter/bridge-0' : 'filter/bridge-1'],
            exporters: [`otlp_http/${bridge}`],
          },
        ]),
      );
      assert.deepEqual(Object.fromEntries(pipelines), Object.fromEntries(expected));
    });

    it('gives every first digit of a hash to one bridge, for every signal', () => {
      const filters = ['filter/bridge-0', 'filter/bridge-1'].map((id) => JSON.stringify(shards?.processors?.[id]));
      for (const digit of '0123456789abcdef') {
        const owners = filters.filter((filter) => {
          const patterns = [...filter.matchAll(/\\"(\^[^"\\]+)\\"\)/g)].map(([, pattern = '']) => pattern);
          assert.equal(patterns.length, 9, 'three places for each of three signals');
          const says = new Set(patterns.map((pattern) => new RegExp(pattern).test(digit)));
          assert.equal(says.size, 1);
          return says.has(true);
        });
        assert.equal(owners.length, 1, digit);
      }
    });
  });

  for (const file of ['full.yaml', 'gateway.yaml']) {
    describe(`Prometheus behind ${file}`, () => {
      const config = configs.get(file);
      const filter = JSON.stringify(config?.processors?.['filter/few-series']);
      const ways = Object.entries(config?.service.pipelines ?? {}).filter(
        ([, { receivers, exporters }]) => exporters.includes('prometheus') && !receivers?.includes('span_metrics'),
      );

      it('sees nothing before it is filtered', () => {
        assert.equal(ways.length, 1);
        for (const [, { processors }] of ways) assert.ok(processors?.includes('filter/few-series'));
      });

      it('has points dropped whole, never only an attribute of them', () => {
        assert.doesNotMatch(texts.get(file) ?? '', /delete_key|delete_matching_keys|keep_keys/);
        for (const key of ['fl.client.id', 'fl.round.number', 'fl.run.id', 'fl.metric.name']) {
          assert.ok(filter.includes(`attributes[\\"${key}\\"] != nil`), key);
        }
      });

      it('keeps every low-cardinality metric', () => {
        const dropped = ['fl.client.id', 'fl.round.number', 'fl.run.id', 'fl.metric.name'];
        for (const { name, attributes } of Object.values(instruments)) {
          const keys = attributes.map((attribute) => String(typeof attribute === 'string' ? attribute : attribute.key));
          const hit = keys.filter((key) => dropped.includes(key));
          assert.deepEqual(hit, name === 'fl.run.info' ? ['fl.run.id'] : [], name);
        }
        assert.ok(filter.includes(`metric.name != \\"${instruments.runInfo.name}\\"`));
      });
    });
  }
});
