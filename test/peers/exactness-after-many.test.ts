import { describeAfterMany } from '../exactness/after-many.js';

describeAfterMany(1_000_000);
