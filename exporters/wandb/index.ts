export { createWandbSink, type WandbSinkOptions } from './sink/wandb-sink.js';
