/** The bridge as a process: folder for the journals, then its destinations; `page` among them serves the page. */
import { createBridge } from '../../exporters/bridge/index.js';
import { reportUsage } from './report-usage.js';

const [runsDir, ...words] = process.argv.slice(2);
const to = words.filter((word) => word !== 'page');
const page = words.includes('page') ? { port: 0 } : undefined;
const bridge = await createBridge({ runsDir, to, page, listen: { host: '127.0.0.1', port: 0 } });
reportUsage(bridge.url, bridge.pageUrl);
