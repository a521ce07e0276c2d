import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { placeOf } from '../../../../exporters/page/frames/places.js';
import { countryCentre } from '../../../../exporters/page/places/country-centre.js';
import { COUNTRY_CENTRES } from '../../../../exporters/page/places/country-centres.js';

describe('country centres', () => {
  it('finds a country by its code, however it is written', () => {
    assert.deepEqual(countryCentre('DE'), { lat: 51, lng: 10.4 });
    assert.deepEqual(countryCentre(' fr '), { lat: 46.6, lng: 2.5 });
  });

  it('knows no country for anything else', () => {
    for (const code of ['', 'XX', 'Germany', 'DEU', '__proto__', 'constructor', 'toString']) {
      assert.equal(countryCentre(code), undefined, code);
    }
  });

  it('has every large country, on the globe, and none at 0, 0', () => {
    const entries = Object.entries(COUNTRY_CENTRES);
    assert.ok(entries.length > 230, `${entries.length} countries`);
    for (const [code, [lat, lng]] of entries) {
      assert.match(code, /^[A-Z]{2}$/);
      assert.ok(Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && (lat !== 0 || lng !== 0), code);
    }
    for (const code of ['US', 'CN', 'IN', 'BR', 'RU', 'ZA', 'AU', 'NO', 'SG', 'CL', 'FJ'])
      assert.ok(countryCentre(code), code);
  });

  it('is what its generator makes', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-places.mjs', '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  it('places a client of which only the country is known, and says so', () => {
    assert.deepEqual(placeOf({ country: 'de', city: 'Ulm' }), {
      city: 'Ulm',
      country: 'de',
      lat: 51,
      lng: 10.4,
      place: 'country',
    });
    assert.deepEqual(placeOf({ country: 'Nowhere' }), { country: 'Nowhere' });
    assert.deepEqual(placeOf({ country: 'DE', lat: 0, lng: 0 }), { country: 'DE', lat: 0, lng: 0, place: 'app' });
    assert.deepEqual(
      placeOf({ country: 'DE' }, () => ({ lat: 1, lng: 2, place: 'lookup' })),
      {
        country: 'DE',
        lat: 1,
        lng: 2,
        place: 'lookup',
      },
    );
  });
});
