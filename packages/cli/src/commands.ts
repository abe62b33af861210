// Every command of the command line, in the order of the help. Loading is lazy: `tailrace validate` reads nothing of the engine.
import type { CommandEntry } from './command.ts';

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'validate',
    summary: 'checks a pipeline document without connecting to anything',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'explain',
    summary: 'says for each table: captured or not, which rules apply, which sink tables it ends in',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'dry-run',
    summary: 'runs change events through a document, and prints what the sink would get',
    load: async () => (await import('./commands/dry-run.ts')).dryRun,
  },
  {
    name: 'test',
    summary: 'runs unit tests of pipelines, described in YAML, without any database',
    load: async () => (await import('./commands/test.ts')).test,
  },
  {
    name: 'preview',
    summary: 'reads some real rows and shows them before and after every step',
    load: async () => (await import('./commands/preview.ts')).preview,
  },
  {
    name: 'run',
    summary: 'runs the pipeline here on the embedded engine',
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    name: 'launch',
    summary: 'submits the pipeline to a Flink cluster through Flink CDC',
    load: async () => (await import('./commands/launch.ts')).launch,
  },
  {
    name: 'parity',
    summary: 'runs the tables of a document once on both engines and prints the differing cells',
    load: async () => (await import('./commands/parity.ts')).parity,
  },
  {
    name: 'export',
    summary: 'prints the document as Flink CDC accepts it, or says what it cannot do',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'catalog',
    summary: 'lists the connectors with their options, and which engine runs each',
    load: async () => (await import('./commands/catalog.ts')).catalog,
  },
  {
    name: 'fmt',
    summary: 'lays the document out the usual way, comments kept',
    load: async () => (await import('./commands/fmt.ts')).fmt,
  },
  {
    name: 'schema',
    summary: 'prints the JSON Schema of a pipeline document, for any editor',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    name: 'serve',
    summary: 'the server with the designer',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
];
