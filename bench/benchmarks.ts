import { call } from './call.js';
import { collector } from './collector.js';
import { durable } from './durable.js';
import { eventLoop } from './event-loop.js';
import type { Benchmark } from './harness.js';
import { mlflow } from './mlflow.js';
import { monitor } from './monitor.js';
import { page } from './page.js';
import { projection } from './projection.js';
import { scale } from './scale.js';
import { startUp } from './start-up.js';
import { tensorboard } from './tensorboard.js';
import { tracking } from './tracking.js';
import { viewer } from './viewer.js';
import { volume } from './volume.js';
import { wandb } from './wandb.js';
import { wayIn } from './way-in.js';
import { wayOut } from './way-out.js';

/** All benchmarks, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  call,
  tracking,
  wayOut,
  wayIn,
  durable,
  collector,
  projection,
  eventLoop,
  volume,
  scale,
  page,
  startUp,
  monitor,
  mlflow,
  wandb,
  tensorboard,
  viewer,
];
