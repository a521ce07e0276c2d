/**
 * Name of an offline run's directory: `wandb sync` takes only those that begin so. The time is the run's start in local
 * time, as the Python client writes it, so that the same run has the same name.
 */
export function directoryName(runId: string, startMillis: number): string {
  const start = new Date(startMillis);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${start.getFullYear()}${two(start.getMonth() + 1)}${two(start.getDate())}`;
  const time = `${two(start.getHours())}${two(start.getMinutes())}${two(start.getSeconds())}`;
  return `offline-run-${day}_${time}-${runId}`;
}
