import type { CityResponse } from 'maxmind';
import type { Place, PlaceLookup } from '../frames/index.js';

/** Free attributes of a client that an app may give its address in, by their names in the journal. */
export const ADDRESS_FIELDS: readonly string[] = ['client.address', 'address', 'ip'];

/** Addresses whose places are kept in memory. */
const MAX_KNOWN = 10_000;

/** What is read of an entry: of MaxMind's City databases and of others in their format. */
interface Entry {
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
  readonly city?: { readonly names?: { readonly en?: unknown } };
  readonly country?: { readonly iso_code?: unknown };
}

/** Reads addresses out of a database. */
interface AddressReader {
  get(address: string): Entry | null;
}

class AddressLookup {
  readonly #reader: AddressReader;
  readonly #isAddress: (text: string) => boolean;
  readonly #known = new Map<string, Place | undefined>();

  constructor(reader: AddressReader, isAddress: (text: string) => boolean) {
    this.#reader = reader;
    this.#isAddress = isAddress;
  }

  readonly find: PlaceLookup = (fields) => {
    const address = ADDRESS_FIELDS.map((field) => fields[field]).find((value) => typeof value === 'string');
    if (typeof address !== 'string' || !this.#isAddress(address)) return undefined;
    if (this.#known.has(address)) return this.#known.get(address);
    const place = this.#read(address);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(address, place);
    return place;
  };

  /** A database that is broken in one place knows nothing there. */
  #read(address: string): Place | undefined {
    try {
      return placeOf(this.#reader.get(address));
    } catch {
      return undefined;
    }
  }
}

function placeOf(entry: Entry | null): Place | undefined {
  const { latitude: lat, longitude: lng } = entry?.location ?? {};
  if (typeof lat !== 'number' || typeof lng !== 'number') return undefined;
  const city = entry?.city?.names?.en;
  const country = entry?.country?.iso_code;
  return {
    lat,
    lng,
    ...(typeof city === 'string' ? { city } : {}),
    ...(typeof country === 'string' ? { country } : {}),
    place: 'lookup',
  };
}

/**
 * Finds clients that gave their network address, and no place, in a file of the operator's in MaxMind's format
 * (GeoLite2 City and the like). No service is asked. Who gave no address is not found.
 *
 * @param option what named the file; it begins the error message
 * @throws Error when the package `maxmind` is not installed, or the file is no such database
 */
export async function createPlaceLookup(path: string, option = '--geoip'): Promise<PlaceLookup> {
  const maxmind = await import('maxmind').catch((cause: unknown) => {
    throw new Error(`${option} ${path}: needs a package that is not installed; run: npm install maxmind@5`, { cause });
  });
  try {
    const reader: AddressReader = await maxmind.open<CityResponse>(path);
    return new AddressLookup(reader, maxmind.validate).find;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${option} ${path}: expected a database in MaxMind's format, got ${reason}`, { cause });
  }
}
