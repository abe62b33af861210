// pnpm bench [--json] [NAME…]: figures with a reference each. Progress goes to standard error.
import { parseArgs } from 'node:util';
import { measure, type Benchmark } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';

const { values, positionals } = readCall();

const names = benchmarks.map((entry) => entry.name);
if (values.help) {
  process.stdout.write(`pnpm bench [--json] [NAME…]\nNames: ${names.join(', ')}\n`);
  process.exit(0);
}
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`unknown benchmark ${unknown.join(', ')}; there are ${names.join(', ')}\n`);
  process.exit(2);
}

const chosen: readonly Benchmark[] =
  positionals.length === 0 ? benchmarks : benchmarks.filter((entry) => positionals.includes(entry.name));
let failed = 0;
for (const entry of chosen) {
  try {
    const figure = await measure(entry, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(
      values.json
        ? `${JSON.stringify(figure)}\n`
        : `${figure.name}: ${figure.value} ${figure.unit}; ${entry.referenceName}: ${figure.reference}; ratio ${figure.ratio} (more is better); ${figure.runs} runs, ${figure.spread[0]} to ${figure.spread[1]}\n`,
    );
  } catch (error) {
    failed += 1;
    process.stderr.write(
      `${entry.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }
}
process.exit(failed === 0 ? 0 : 1);

function readCall() {
  try {
    return parseArgs({
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\npnpm bench [--json] [NAME…]\n`,
    );
    process.exit(2);
  }
}
