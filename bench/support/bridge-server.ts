/** The bridge as a process: folder for the journals, then its destinations. */
import { createBridge } from '../../exporters/bridge/index.js';
import { reportUsage } from './report-usage.js';

const [runsDir, ...to] = process.argv.slice(2);
const bridge = await createBridge({ runsDir, to, listen: { host: '127.0.0.1', port: 0 } });
reportUsage(bridge.url);
