import type { Sampler } from '@opentelemetry/sdk-trace';
import type { Peers } from '../peers.js';

/** The sampler of a name of `OTEL_TRACES_SAMPLER`; the option table admits no other names. */
export function createSampler(peers: Peers, { name, ratio }: { name: string; ratio: number }): Sampler {
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } =
    peers.get('@opentelemetry/sdk-trace');
  const parentBased = 'parentbased_';
  if (name.startsWith(parentBased)) {
    return new ParentBasedSampler({ root: createSampler(peers, { name: name.slice(parentBased.length), ratio }) });
  }
  switch (name) {
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    default:
      return new AlwaysOnSampler();
  }
}
