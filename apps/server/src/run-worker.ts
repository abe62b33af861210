// The program of a run's process; the supervisor forks it, and it ends with the run or with the supervisor.
import { connectorRegistry } from '@tailrace/connectors/registry';
import { processChannel, runWorker } from '@tailrace/engine';

await runWorker(connectorRegistry, processChannel());
process.exit(0);
