import type { PerClientMode } from '../../projection/index.js';
import type { WandbSettings } from '../settings/index.js';
import type { RunWriter, RunWriterOptions } from './run-writer.js';

/** What the ways of all runs share. */
export interface ChannelTools {
  readonly settings: WandbSettings;
  readonly perClient: PerClientMode;
  /** Folder of the sink's own. */
  readonly stateDir: string;
  /** That folder is gone with this process: nobody will go on by it. */
  readonly passing: boolean;
  /** The folder `wandb` with the offline runs. */
  readonly folder: string;
  /** Late data of a run that has ended are brought when nothing more came for so long. */
  readonly lateMillis: number;
  /** Folders whose files may be read. */
  readonly artifactRoots: readonly string[];
  /** Makes the writer of a run of W&B over HTTP. */
  createWriter(options: RunWriterOptions): RunWriter;
  warn(text: string): void;
  progress(text: string): void;
  /** Directories are whole: says how to sync them. */
  written(names: readonly string[]): void;
}
