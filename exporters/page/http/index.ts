/** The page over HTTP. */
export { createPageServer, PAGE_PORT, type PageServer, type PageServerOptions } from './page-server.js';
