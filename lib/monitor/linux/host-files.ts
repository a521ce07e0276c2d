/** Bytes of a sector in `/proc/diskstats`, whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;

/** The line about all processors in `/proc/stat`, in ticks. Waiting for a disk is idle; a guest's time is in its host's. */
export function parseProcessorTimes(text: string): { readonly busy: number; readonly all: number } | undefined {
  const line = /^cpu +([\d ]+)/.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + wait };
}

/** `/proc/meminfo`, in bytes: all memory, and what of it a new program could not have. */
export function parseMemory(text: string): { readonly total: number; readonly used: number } | undefined {
  const kilobytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]);
  const total = kilobytes('MemTotal') * 1024;
  const used = total - kilobytes('MemAvailable') * 1024;
  return Number.isFinite(used) && total > 0 ? { total, used } : undefined;
}

/** A disk or partition in `/proc/diskstats`. Bytes since the machine started. */
export interface DiskTraffic {
  readonly name: string;
  readonly read: number;
  readonly written: number;
}

/** The lines of `/proc/diskstats`. */
export function parseDiskTraffic(text: string): readonly DiskTraffic[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/ +/);
    const [name, read, written] = [words[2], Number(words[5]) * SECTOR_BYTES, Number(words[9]) * SECTOR_BYTES];
    return name === undefined || !Number.isFinite(read + written) ? [] : [{ name, read, written }];
  });
}

/** An interface in `/proc/net/dev`. Bytes since it came up. */
export interface NetworkTraffic {
  readonly name: string;
  readonly received: number;
  readonly sent: number;
}

/** The lines of `/proc/net/dev`, without its two heads. */
export function parseNetworkTraffic(text: string): readonly NetworkTraffic[] {
  return text.split('\n').flatMap((line) => {
    const colon = line.lastIndexOf(':');
    if (colon === -1) return [];
    const words = line
      .slice(colon + 1)
      .trim()
      .split(/ +/)
      .map(Number);
    const [received = Number.NaN] = words;
    const sent = words[8] ?? Number.NaN;
    return Number.isFinite(received + sent) ? [{ name: line.slice(0, colon).trim(), received, sent }] : [];
  });
}
