import { cpuUsage, memoryUsage, resourceUsage } from 'node:process';

/** Tells the benchmark where the server listens, and from then on, when asked, what it has used. */
export function reportUsage(url: string, pageUrl?: string): void {
  process.on('message', () => {
    const { user, system } = cpuUsage();
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      rss: memoryUsage.rss(),
      maxRss: resourceUsage().maxRSS * 1024,
    });
  });
  process.send?.({ url, pageUrl });
}
