import { describeKills } from './kills.js';

// Fifty of them in the tests against real peers.
describeKills(5, 'bridge apart');
describeKills(3, 'bridge in the app');
