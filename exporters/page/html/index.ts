/** One run as one HTML file. */
export { createHtmlSink, type HtmlSinkOptions } from './html-sink.js';
export { singleFile } from './single-file.js';
