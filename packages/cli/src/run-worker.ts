// The program of one run: forked by the server, told everything over its channel, gone when the run is over.
import './named-runtime.ts';
import { connectorRegistry } from '@tailrace/connectors/registry';
import { processChannel, runWorker } from '@tailrace/engine';

await runWorker(connectorRegistry, processChannel());
process.exit(0);
