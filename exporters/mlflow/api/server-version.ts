/**
 * First version that stores a NaN which it has already without losing the rest of the batch (mlflow/mlflow#24683).
 * Older ones answer 400, "UNIQUE constraint". Tried with 3.16.0 and 3.17.2.
 */
const NAN_SAFE = [3, 16] as const;

/**
 * Whether a NaN may share a batch with other points.
 *
 * @param version as the server says it: `3.17.2`, `3.18.0.dev0`
 * @returns false also for a version that cannot be read
 */
export function takesNanInBatches(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [wantedMajor, wantedMinor] = NAN_SAFE;
  return Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
}
