/** Who takes part: invented hospitals in real cities, each with hardware of its own speed. */

/** One client of the federation. */
export interface ClientProfile {
  /** Stable id, used in every message and every record. */
  id: string;
  /** Display name. */
  name: string;
  /** City level is close enough for a map. */
  location: { lat: number; lng: number; city: string; country: string };
  /** Seconds that its slower hardware and network add to each task: this machine computes faster than theirs would. */
  extraSeconds: number;
}

const CITIES: readonly [city: string, country: string, lat: number, lng: number][] = [
  ['Lisbon', 'PT', 38.72, -9.14],
  ['Madrid', 'ES', 40.42, -3.7],
  ['Lyon', 'FR', 45.76, 4.84],
  ['Ghent', 'BE', 51.05, 3.72],
  ['Hamburg', 'DE', 53.55, 9.99],
  ['Uppsala', 'SE', 59.86, 17.64],
  ['Tampere', 'FI', 61.5, 23.76],
  ['Krakow', 'PL', 50.06, 19.94],
  ['Graz', 'AT', 47.07, 15.44],
  ['Bologna', 'IT', 44.49, 11.34],
];

/** The first `count` clients; beyond ten, cities have several hospitals. */
export function clientProfiles(count: number): ClientProfile[] {
  return Array.from({ length: count }, (_, index) => {
    const [city, country, lat, lng] = CITIES[index % CITIES.length] ?? ['Lisbon', 'PT', 38.72, -9.14];
    const nth = Math.floor(index / CITIES.length);
    return {
      id: `client-${String(index + 1).padStart(2, '0')}`,
      name: nth === 0 ? city : `${city} ${nth + 1}`,
      location: { lat, lng, city, country },
      extraSeconds: 0.4 + 0.02 * (index % CITIES.length),
    };
  });
}
