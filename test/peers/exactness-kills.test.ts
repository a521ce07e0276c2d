import { describeKills } from '../exactness/kills.js';

describeKills(50, 'bridge apart');
describeKills(20, 'bridge in the app');
