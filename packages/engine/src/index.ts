export type {
  JsonRow,
  PreviewColumn,
  PreviewResult,
  PreviewRow,
  PreviewSinkTable,
  PreviewTable,
} from './preview/preview-result.ts';
