export type { Path, TextEdit, TextRange } from './text-edit.ts';
export { applyTextEdits, invertEdits, mapOffset, mapRange, sortTextEdits } from './apply-text-edits.ts';
export type { YamlDocument, YamlError } from './yaml-document.ts';
export type {
  AliasNode,
  MappingEntry,
  MappingNode,
  ScalarNode,
  ScalarStyle,
  SequenceItem,
  SequenceNode,
  YamlNode,
} from './syntax-tree.ts';
export { parseYaml, reparseYaml } from './parse-yaml.ts';
