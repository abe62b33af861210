export { describeSink, type SinkWorld } from './describe-sink.ts';
export { describeSource, type SourceWorld } from './describe-source.ts';
export { createTableImage, type TableImage } from './row-image.ts';
