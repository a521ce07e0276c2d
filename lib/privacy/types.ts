/** What leaves the process about single clients. Applied before a record exists. */
export interface PrivacyOptions {
  /**
   * `plain` (default): client ids as given. `hmac`: HMAC-SHA-256 of the id under `key`, so that one client stays one
   * client and nobody without the key can tell which. Variable `FEDOTEL_PRIVACY_CLIENT_IDS`.
   */
  clientIds?: 'plain' | 'hmac' | undefined;
  /**
   * Key of the pseudonyms, variable `FEDOTEL_PRIVACY_KEY`. Without one each process makes a random key, and pseudonyms
   * do not match between processes or runs.
   */
  key?: string | undefined;
  /**
   * `true` (default): everything that the app gives. `false`: no client's update, task, drop-out or failure is
   * recorded; rounds keep their counts. A list: only these known fields of an update (`['trainDuration', 'samples']`;
   * `metrics`, `attributes`, `name` and `location` may be listed too). Variable `FEDOTEL_PRIVACY_PER_CLIENT`: `true`,
   * `false` or names with commas.
   */
  perClient?: boolean | readonly string[] | undefined;
  /**
   * Sums and statistics of a round over fewer clients are left out; counts stay. Default 5 when `perClient` is not
   * `true` or aggregation is secure, otherwise 1: with every client's values in sight a threshold hides nothing.
   * Variable `FEDOTEL_PRIVACY_MIN_GROUP`.
   */
  minGroup?: number | undefined;
  /**
   * Locations are recorded only when an update gives one; then `coarse` (default) rounds to a tenth of a degree (about
   * 11 km), `exact` keeps it, `off` drops it. Variable `FEDOTEL_PRIVACY_LOCATION`.
   */
  location?: 'off' | 'coarse' | 'exact' | undefined;
}
