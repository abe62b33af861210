export type { Path, TextEdit, TextRange } from './text-edit.ts';
export type { YamlDocument, YamlError } from './yaml-document.ts';
