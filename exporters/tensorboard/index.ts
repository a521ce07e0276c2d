/** Event files for TensorBoard: a folder for each run and each client, written without TensorBoard or Python. */
export { createTensorboardSink, type TensorboardSinkOptions } from './sink/tensorboard-sink.js';
