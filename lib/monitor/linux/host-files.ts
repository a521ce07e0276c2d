import { NumberScanner } from './number-scanner.js';

/** Where bytes sent stand among an interface's numbers in `/proc/net/dev`, behind those of what was received. */
const SENT_BYTES = 8;

/** Bytes of a sector in `/proc/diskstats`, whatever the disk's own sectors are. */
const SECTOR_BYTES = 512;

/** The line about all processors in `/proc/stat`, in ticks. Waiting for a disk is idle; a guest's time is in its host's. */
export function parseProcessorTimes(text: string): { readonly busy: number; readonly all: number } | undefined {
  if (!text.startsWith('cpu ')) return undefined;
  const numbers = new NumberScanner(text, 'cpu '.length);
  const user = numbers.next();
  // Kernels before 2.6.11 have fewer numbers.
  const nice = numbers.next() || 0;
  const system = numbers.next() || 0;
  const idle = numbers.next() || 0;
  const wait = numbers.next() || 0;
  const irq = numbers.next() || 0;
  const softirq = numbers.next() || 0;
  const steal = numbers.next() || 0;
  const busy = user + nice + system + irq + softirq + steal;
  return Number.isFinite(busy + idle + wait) ? { busy, all: busy + idle + wait } : undefined;
}

/** `/proc/meminfo`, in bytes: all memory, and what of it a new program could not have. */
export function parseMemory(text: string): { readonly total: number; readonly used: number } | undefined {
  const total = kilobytes(text, 'MemTotal:') * 1024;
  const used = total - kilobytes(text, 'MemAvailable:') * 1024;
  // More available than there is would be less than nothing in use.
  return used >= 0 && Number.isFinite(used) && total > 0 ? { total, used } : undefined;
}

/** The number in a line of `/proc/meminfo`. */
function kilobytes(text: string, head: string): number {
  const at = text.startsWith(head) ? 0 : text.indexOf(`\n${head}`) + 1;
  return at === 0 && !text.startsWith(head) ? Number.NaN : new NumberScanner(text, at + head.length).next();
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

/**
 * The lines of `/proc/net/dev`, without its two heads.
 *
 * @param isWanted whether an interface counts: the numbers of the others are not read
 */
export function parseNetworkTraffic(
  text: string,
  isWanted: (name: string) => boolean = () => true,
): readonly NetworkTraffic[] {
  const links: NetworkTraffic[] = [];
  for (let from = 0, end = 0; end < text.length; from = end + 1) {
    end = text.indexOf('\n', from);
    if (end === -1) end = text.length;
    // The last one: an alias has a colon in its name (`eth0:1`).
    const colon = text.lastIndexOf(':', end);
    if (colon < from) continue;
    const name = text.slice(from, colon).trim();
    if (!isWanted(name)) continue;
    // A line of its own: one that is cut short has no numbers of the next.
    const numbers = new NumberScanner(text.slice(colon + 1, end), 0);
    const received = numbers.next();
    numbers.skip(SENT_BYTES - 1);
    const sent = numbers.next();
    if (Number.isFinite(received + sent)) links.push({ name, received, sent });
  }
  return links;
}
