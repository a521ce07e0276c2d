/** What leaves the process about single clients. Applied before a record exists. */
export interface PrivacyOptions {
  /**
   * `plain` (default): client ids as given. `hmac`: HMAC-SHA-256 of the id under `key`, so that one client stays one
   * client and nobody without the key can tell which. Variable `FEDOTEL_PRIVACY_CLIENT_IDS`.
   */
  clientIds?: 'plain' | 'hmac' | undefined;
  /**
   * Key of the pseudonyms, 16 to 4,096 characters, variable `FEDOTEL_PRIVACY_KEY`. Without one each process makes a
   * random key, and pseudonyms do not match between processes or runs.
   */
  key?: string | undefined;
  /**
   * `true` (default): everything that the app gives; with pseudonyms all but display names and free reasons. `false`: no
   * client's update, task, drop-out or failure is recorded, neither as event nor as span; rounds keep their counts. A
   * list: only these known fields of an update (`['trainDuration', 'samples']`), and of `metrics`, `attributes`, `name`,
   * `location` and `reason` (of drop-outs and failures) those that are in it. Variable `FEDOTEL_PRIVACY_PER_CLIENT`:
   * `true`, `false` or names with commas.
   */
  perClient?: boolean | readonly string[] | undefined;
  /**
   * Sums and statistics over fewer clients are left out, those of the app included; counts stay. Default 5 when
   * `perClient` is not `true` or aggregation is secure, otherwise 1: with every client's values in sight a threshold
   * hides nothing. Variable `FEDOTEL_PRIVACY_MIN_GROUP`.
   */
  minGroup?: number | undefined;
  /**
   * Locations are recorded only when an update gives one; then `coarse` rounds to a tenth of a degree (about 11 km from
   * north to south), `exact` keeps it, `off` drops it. Default `coarse`; `off` with pseudonyms unless `perClient` lists
   * `location`. Variable `FEDOTEL_PRIVACY_LOCATION`.
   */
  location?: 'off' | 'coarse' | 'exact' | undefined;
}
