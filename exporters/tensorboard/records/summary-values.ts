import type { HistogramOutput } from '../../projection/types.js';
import { Message } from './message.js';

/** Fields of TensorBoard's `Summary.Value`. */
const VALUE = { tag: 1, histo: 5, tensor: 8, metadata: 9 } as const;
/** `SummaryMetadata` and its `PluginData`. */
const METADATA = { pluginData: 1, description: 3, dataClass: 4 } as const;
const PLUGIN = { name: 1, content: 2 } as const;
const DATA_CLASS = { scalar: 1, tensor: 2 } as const;
/** `TensorProto`. */
const TENSOR = { type: 1, shape: 2, float: 5, string: 8 } as const;
const TYPE_FLOAT = 1;
const TYPE_STRING = 7;
/** `HistogramProto`. */
const HISTOGRAM = { min: 1, max: 2, count: 3, sum: 4, sumOfSquares: 5, limits: 6, buckets: 7 } as const;

/** `SummaryMetadata` of a scalar, with what its tag means, in words. */
export function scalarMetadata(description: string): Uint8Array {
  return new Message()
    .bytes(METADATA.pluginData, new Message().bytes(PLUGIN.name, 'scalars').encode())
    .bytes(METADATA.description, description)
    .integer(METADATA.dataClass, DATA_CLASS.scalar)
    .encode();
}

/** A text as TensorBoard's text plugin has it, which renders Markdown. */
export function textValue(tag: string, text: string): Uint8Array {
  const tensor = new Message()
    .integer(TENSOR.type, TYPE_STRING)
    .bytes(TENSOR.shape, new Uint8Array())
    .bytes(TENSOR.string, text);
  return new Message()
    .bytes(VALUE.tag, tag)
    .bytes(VALUE.tensor, tensor.encode())
    .bytes(VALUE.metadata, pluginMetadata('text'))
    .encode();
}

/**
 * A distribution. Buckets have right edges only there, and the first one reaches down to the minimum: an empty one before
 * the first keeps its left edge.
 */
export function histogramValue(tag: string, histogram: HistogramOutput): Uint8Array {
  const { min, max, sum, sumOfSquares, edges, counts } = histogram;
  const proto = new Message()
    .double(HISTOGRAM.min, min)
    .double(HISTOGRAM.max, max)
    .double(
      HISTOGRAM.count,
      counts.reduce((total, count) => total + count, 0),
    )
    .double(HISTOGRAM.sum, sum)
    .double(HISTOGRAM.sumOfSquares, sumOfSquares)
    .doubles(HISTOGRAM.limits, edges)
    .doubles(HISTOGRAM.buckets, [0, ...counts]);
  return new Message().bytes(VALUE.tag, tag).bytes(VALUE.histo, proto.encode()).encode();
}

/** What a plugin reads from its metadata alone; the tensor is there because a value must have one. */
export function contentValue(tag: string, plugin: string, content: Uint8Array): Uint8Array {
  const tensor = new Message()
    .integer(TENSOR.type, TYPE_FLOAT)
    .bytes(TENSOR.shape, new Uint8Array())
    .float(TENSOR.float, 0);
  return new Message()
    .bytes(VALUE.tag, tag)
    .bytes(VALUE.tensor, tensor.encode())
    .bytes(VALUE.metadata, pluginMetadata(plugin, content))
    .encode();
}

function pluginMetadata(name: string, content?: Uint8Array): Uint8Array {
  const plugin = new Message().bytes(PLUGIN.name, name);
  if (content !== undefined) plugin.bytes(PLUGIN.content, content);
  return new Message()
    .bytes(METADATA.pluginData, plugin.encode())
    .integer(METADATA.dataClass, DATA_CLASS.tensor)
    .encode();
}
