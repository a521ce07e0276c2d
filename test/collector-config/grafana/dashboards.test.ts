import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards } from '../../../collector-config/grafana/generator/dashboards/index.js';
import { DASHBOARDS_FOLDER, generateDashboards } from '../../../collector-config/grafana/generator/generate.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { type DashboardFile, expressionsOf, panelsOf, readDashboards } from './read-dashboards.js';

/** Units as the SDK of Grafana has them. */
const UNITS = new Set(['none', 'short', 's', 'percentunit', 'Bps', 'decbytes', 'watt', 'joule']);
/** Variables that Grafana itself fills in. */
const BUILT_IN = new Set(['__rate_interval', '__interval', '__range']);

describe('Grafana dashboards', () => {
  const files = readDashboards();

  it('are as the generator writes them, and so is their documentation (else: npm run generate)', async () => {
    assert.deepEqual(await generateDashboards({ root: '.', check: true }), []);
  });

  it('are those that the generator knows, no others', () => {
    assert.deepEqual(readdirSync(DASHBOARDS_FOLDER).sort(), dashboards.map(({ uid }) => `${uid}.json`).sort());
  });

  it('have uids and titles of their own', () => {
    assert.equal(new Set(files.map(({ uid }) => uid)).size, files.length);
    assert.equal(new Set(files.map(({ title }) => title)).size, files.length);
    // Grafana's limit.
    assert.deepEqual(
      files.filter(({ uid }) => uid.length > 40),
      [],
    );
  });

  for (const file of files) {
    describe(file.uid, () => {
      holdsTogether(file);
    });
  }
});

describe('generateDashboards', () => {
  const folder = temporaryFolder('dashboards');
  const page = join(folder.path, 'docs/grafana.md');
  const first = join(folder.path, DASHBOARDS_FOLDER, 'fedotel-training.json');
  before(() => mkdirSync(join(folder.path, 'docs')));
  after(() => folder.remove());

  it('tells what is stale without touching it, then writes it, then finds nothing', async () => {
    writeFileSync(page, 'before\n<!-- dashboards -->\n<!-- dashboards:end -->\nafter\n');
    const stale = [...dashboards.map(({ uid }) => `${DASHBOARDS_FOLDER}/${uid}.json`), 'docs/grafana.md'];
    assert.deepEqual(await generateDashboards({ root: folder.path, check: true }), stale);
    assert.deepEqual(await generateDashboards({ root: folder.path, check: false }), stale);
    assert.deepEqual(await generateDashboards({ root: folder.path, check: true }), []);
    assert.match(readFileSync(page, 'utf8'), /^before\n[\s\S]*### Federated learning: clients\n[\s\S]*\nafter\n$/);
  });

  it('notices a change by hand and takes it back', async () => {
    const text = readFileSync(first, 'utf8');
    writeFileSync(first, text.replace('fl_accuracy', 'fl_acuracy'));
    assert.deepEqual(await generateDashboards({ root: folder.path, check: false }), [
      `${DASHBOARDS_FOLDER}/fedotel-training.json`,
    ]);
    assert.equal(readFileSync(first, 'utf8'), text);
  });

  it('refuses a page without markers', async () => {
    writeFileSync(page, 'no markers\n');
    await assert.rejects(generateDashboards({ root: folder.path, check: true }), /<!-- dashboards -->/);
  });
});

function holdsTogether(file: DashboardFile): void {
  const panels = panelsOf(file);
  const variables = file.templating.list;

  it('numbers its panels', () => {
    assert.deepEqual(
      file.panels.map(({ id }) => id),
      file.panels.map((_, index) => index + 1),
    );
  });

  it('draws no panel over another, nor out of the grid', () => {
    const taken = new Map<string, number>();
    for (const { id, gridPos } of file.panels) {
      assert.ok(gridPos.w > 0 && gridPos.h > 0 && gridPos.x >= 0 && gridPos.x + gridPos.w <= 24, `panel ${id}`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.equal(taken.get(`${x} ${y}`), undefined, `panel ${id} is over panel ${taken.get(`${x} ${y}`)}`);
          taken.set(`${x} ${y}`, id);
        }
      }
    }
  });

  it('says of every panel what it shows and in which unit', () => {
    for (const { title, description, fieldConfig, options } of panels) {
      assert.ok(title && title.length > 2);
      assert.ok(description && description.length > 20, title);
      const unit = fieldConfig?.defaults?.unit ?? options?.yAxis?.unit;
      assert.ok(unit !== undefined && UNITS.has(unit), `${title}: ${unit}`);
    }
  });

  it('asks data sources that the reader chooses, in queries of their own names', () => {
    const sources = new Map(
      variables.filter(({ type }) => type === 'datasource').map(({ name, query }) => [`\${${name}}`, query]),
    );
    for (const { title, datasource, targets = [] } of panels) {
      assert.ok(targets.length > 0, title);
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) {
        assert.equal(sources.get(source?.uid ?? ''), source?.type, title);
        assert.ok(source?.type, title);
      }
    }
    for (const { datasource } of [...file.annotations.list, ...variables.filter(({ type }) => type === 'query')]) {
      assert.equal(sources.get(datasource?.uid ?? ''), 'prometheus');
    }
  });

  it('uses variables that there are, and all of them', () => {
    const known = new Set(variables.map(({ name }) => name));
    const text = JSON.stringify({ ...file, templating: variables.map(({ query }) => query) });
    const used = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
    assert.deepEqual(
      [...used].filter((name) => !known.has(name) && !BUILT_IN.has(name) && !/^__(field|from|to)$/.test(name)),
      [],
    );
    assert.deepEqual(
      [...known].filter((name) => !used.has(name)),
      [],
    );
  });

  it('restricts what it shows to what was chosen', () => {
    for (const expression of expressionsOf(file)) {
      if (!/\bALERTS|\botelcol_|\btraces_span_metrics_/.test(expression)) {
        assert.match(
          expression,
          /(?:instance=~"\$(?:instance|host|bridge)"|span\.fl\.job\.name =~ "\$job")/,
          expression,
        );
      }
    }
  });
}
