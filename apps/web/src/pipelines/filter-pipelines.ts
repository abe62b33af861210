import type { PipelineListItem } from '@tailrace/server/router';

export interface PipelineFilter {
  readonly search: string;
  /** '' stands for all. */
  readonly state: string;
  /** A connector's `type`, at either end. */
  readonly connector: string;
}

export const NO_FILTER: PipelineFilter = { search: '', state: '', connector: '' };

/** Every word of the search has to occur in the name or the two ends, case ignored. */
export function filterPipelines(
  pipelines: readonly PipelineListItem[],
  filter: PipelineFilter,
): readonly PipelineListItem[] {
  const words = filter.search.toLowerCase().split(/\s+/u).filter(Boolean);
  return pipelines.filter((pipeline) => {
    const text = `${pipeline.name} ${pipeline.source.label} ${pipeline.sink.label}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.state === '' || pipeline.state === filter.state) &&
      (filter.connector === '' || [pipeline.source.type, pipeline.sink.type].includes(filter.connector))
    );
  });
}

/** States and connectors that occur, so that a filter never offers nothing. */
export function filterChoices(pipelines: readonly PipelineListItem[]): {
  readonly states: readonly string[];
  readonly connectors: readonly { readonly type: string; readonly label: string }[];
} {
  const connectors = new Map<string, string>();
  for (const { source, sink } of pipelines) {
    for (const end of [source, sink]) {
      if (end.type !== undefined && !connectors.has(end.type)) connectors.set(end.type, end.type);
    }
  }
  return {
    states: [...new Set(pipelines.map((pipeline) => pipeline.state))].toSorted((a, b) => a.localeCompare(b)),
    connectors: [...connectors]
      .map(([type, label]) => ({ type, label }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  };
}
