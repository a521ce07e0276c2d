import { describeKills } from '../exactness/kills.js';

/** The long form, of `scripts/nightly.sh`, has 50. */
const KILLS = Number(process.env.FEDOTEL_TEST_BRIDGE_KILLS ?? 20);

describeKills(KILLS, 'bridge apart');
describeKills(Math.ceil(KILLS * 0.4), 'bridge in the app');
