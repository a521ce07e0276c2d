import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlaceLookup } from '../../../../exporters/page/geoip/index.js';
import { createPageServer } from '../../../../exporters/page/http/index.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { init, update } from '../../run-model/support/scenario.js';
import { appendEvents } from '../support/journals.js';
import { askDocument } from '../support/page-client.js';
import { mmdb } from './mmdb.js';

const GENEVA = {
  location: { latitude: 46.2, longitude: 6.15 },
  city: { names: { en: 'Geneva' } },
  country: { iso_code: 'CH' },
};

describe('createPlaceLookup', () => {
  const folder = temporaryFolder('geoip');
  after(() => folder.remove());
  const path = join(folder.path, 'places.mmdb');
  before(() =>
    writeFileSync(
      path,
      mmdb({
        '192.0.2.0/24': GENEVA,
        '198.51.100.7/32': { country: { iso_code: 'FR' } },
        '203.0.113.0/24': { location: { latitude: 'x' } },
      }),
    ),
  );

  it('finds who gave an address, under each name that it may have', async () => {
    const lookup = await createPlaceLookup(path);
    const found = { lat: 46.2, lng: 6.15, city: 'Geneva', country: 'CH', place: 'lookup' };
    for (const field of ['client.address', 'address', 'ip']) assert.deepEqual(lookup({ [field]: '192.0.2.9' }), found);
    assert.deepEqual(lookup({ ip: '192.0.2.9' }), found, 'and again');
  });

  it('knows nothing of others: no address, none that is one, none of the file, an entry without coordinates', async () => {
    const lookup = await createPlaceLookup(path);
    for (const ip of [undefined, 5, '', 'localhost', '192.0.2', '10.0.0.1', '198.51.100.7', '203.0.113.1', '::1']) {
      assert.equal(lookup(ip === undefined ? {} : { ip }), undefined, String(ip));
    }
  });

  it('names its option and the file when that is no database, or missing', async () => {
    const broken = join(folder.path, 'broken.mmdb');
    writeFileSync(broken, 'no database');
    await assert.rejects(
      createPlaceLookup(broken),
      /--geoip \S+broken\.mmdb: expected a database in MaxMind's format, got/,
    );
    await assert.rejects(createPlaceLookup(join(folder.path, 'none')), /--geoip \S+none: expected .*ENOENT/);
  });

  it('places clients on the page; what the app says about a place goes first', async () => {
    const runsDir = join(folder.path, 'runs');
    const said = update(1, 'said', 1, { ip: '192.0.2.1', lat: 1, lng: 2 });
    appendEvents(join(runsDir, 'a.jsonl'), init(), said, update(1, 'found', 2, { ip: '192.0.2.2' }));
    const server = await createPageServer({ runsDir, listen: { port: 0 }, geoip: path });
    assert.deepEqual((await askDocument(server.url, 'a')).clients, [
      { id: 'said', lat: 1, lng: 2, place: 'app' },
      { id: 'found', city: 'Geneva', country: 'CH', lat: 46.2, lng: 6.15, place: 'lookup' },
    ]);
    await server.close();
  });
});
