// `tailrace parity`: the tables of a document read once by both engines, and the cells that differ.
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { connectorRegistry } from '@tailrace/connectors/registry';
import {
  compareTables,
  createFlinkClient,
  documentForFlink,
  parityDocuments,
  readHere,
  readOnFlink,
  type TableHere,
  type TableParity,
} from '@tailrace/flink';
import { stringOption, UsageError, write, type Command, type Io } from '../command.ts';
import { JAR_OPTIONS, jarSource, releaseIn, sightLine, writeFindings } from '../flink/flink-options.ts';
import { capturedTables, tablesOfSource } from '../known-tables.ts';
import { checkDocument } from '../read-document.ts';
import { referencesFrom } from '../run/references.ts';
import { openStateFolder } from '../run/run-state-folder.ts';

const MOST_DIFFERENCES = 100;

export const parity: Command = {
  name: 'parity',
  summary: 'runs the tables of a document once on both engines and prints the differing cells',
  usage: 'FILE --rest URL [--jars DIR]',
  positionals: [1, 1],
  options: JAR_OPTIONS,
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const rest = stringOption(args, 'rest');
    if (rest === undefined) throw new UsageError('parity needs --rest URL, the address of the cluster');
    const jars = jarSource(args, io);
    const text = await io.readText(file);
    const documents = parityDocuments(text);
    const { document, findings } = documentForFlink(documents.onFlink, connectorCatalog, {
      target: releaseIn(jars),
      // What the release cannot read is said now, not by a job that fails.
      tables: capturedTables(
        checkDocument(documents.here).pipeline,
        await tablesOfSource(documents.here, io),
      ),
    });
    await writeFindings(io, documents.onFlink, findings, file);
    if (document === undefined) return 1;
    const lookup = referencesFrom(io.env);
    await write(io.stderr, 'Reading here …\n');
    const here = await readOnce(documents.here, io);
    await write(io.stderr, 'Reading on Flink …\n');
    const onFlink = await readOnFlink({
      client: createFlinkClient({ url: rest }),
      document,
      catalog: connectorCatalog,
      lookup: ({ kind, name }) => lookup(kind, name),
      jars,
      signal: io.signal,
      onSight: (sight) => {
        io.stderr.write(`${sightLine(sight)}\n`);
      },
    });
    const tables = [...new Set([...here.keys(), ...onFlink.tables.keys()])].sort();
    return report(
      tables.map((table) =>
        compareTables(table, here.get(table), onFlink.tables.get(table), MOST_DIFFERENCES),
      ),
      io,
    );
  },
};

/** Reads by the embedded engine; the rows that a sink would get, by table. */
async function readOnce(text: string, io: Io): Promise<ReadonlyMap<string, TableHere>> {
  const state = await openStateFolder(undefined);
  try {
    return await readHere({
      text,
      registry: connectorRegistry,
      resolveReference: referencesFrom(io.env),
      stateDir: state.folder,
      signal: io.signal,
    });
  } finally {
    await state.remove();
  }
}

async function report(tables: readonly TableParity[], io: Io): Promise<number> {
  let left = MOST_DIFFERENCES;
  for (const one of tables) {
    const hidden =
      one.notCompared.length === 0
        ? ''
        : `; not compared, Flink prints no value: ${one.notCompared.join(', ')}`;
    const counts = `${one.rowsHere} rows here, ${one.rowsOnFlink} on Flink`;
    const line =
      one.differing === 0
        ? `equal: ${one.rowsHere} rows, ${one.cells} cells`
        : `${one.differing} differences (${counts}, ${one.cells} cells compared)`;
    await write(io.stdout, `${one.table}: ${line}${hidden}\n`);
    for (const { key, column, here, onFlink } of one.differences.slice(0, left)) {
      const where = column === undefined ? `row ${key}` : `${key}, ${column}`;
      const said = (cell: string | undefined) => (cell === undefined ? '(nothing)' : JSON.stringify(cell));
      await write(io.stdout, `  ${where}: here ${said(here)}, on Flink ${said(onFlink)}\n`);
    }
    left = Math.max(0, left - one.differences.length);
  }
  if (tables.length === 0) await write(io.stdout, 'no table came on either side\n');
  return tables.length > 0 && tables.every((one) => one.differing === 0) ? 0 : 1;
}
