'use strict';

/**
 * Fails the test during which a promise is rejected that nobody looks at. Node.js would end an app for that; mocha alone
 * lets it pass.
 */
process.on('unhandledRejection', (reason) => {
  throw reason;
});
