import { describeAfterMany } from './after-many.js';

// A million of them in the tests against real peers.
describeAfterMany(50_000);
