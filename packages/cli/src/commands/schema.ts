// `tailrace schema`: the JSON Schema of a pipeline document, for any editor.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { pipelineJsonSchema } from '@tailrace/core/pipeline';
import { write, type Command } from '../command.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'prints the JSON Schema of a pipeline document, for any editor',
  usage: '',
  positionals: [0, 0],
  options: {},
  run: async (_args, io) => {
    await write(io.stdout, `${JSON.stringify(pipelineJsonSchema(connectorCatalog), null, 2)}\n`);
    return 0;
  },
};
