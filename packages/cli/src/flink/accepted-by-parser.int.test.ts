// What `export --target flink-cdc@3.2` accepts is accepted by the parser of that very Flink CDC: asked once for all documents there are.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { exportForFlink } from '@tailrace/core/pipeline';
import { samplePipelines } from '@tailrace/demo';
import { missingForFlink, withoutHome } from '@tailrace/flink/testing';
import { expect, test } from 'vitest';
import { TEMPLATES } from '../../../../apps/web/src/pipelines/templates.ts';
import { checkDocument } from '../read-document.ts';

const at = (file: string) => fileURLToPath(new URL(`../../../../${file}`, import.meta.url));
const CASES = at('../shared/conformance/visible');

interface Suite {
  readonly cases: readonly { readonly name: string; readonly pipeline?: string }[];
}

function documents(): readonly { readonly name: string; readonly text: string }[] {
  const connection = { host: '127.0.0.1', port: 5432, user: 'postgres', password: 'x', databases: [] };
  const examples = readdirSync(at('examples')).filter((file) => /(?<!\.test)\.yaml$/.test(file));
  const suites = existsSync(CASES) ? readdirSync(CASES) : [];
  return [
    ...samplePipelines(connection),
    ...TEMPLATES,
    ...examples.map((file) => ({ name: file, text: readFileSync(at(`examples/${file}`), 'utf8') })),
    ...suites.flatMap((file) =>
      (JSON.parse(readFileSync(`${CASES}/${file}`, 'utf8')) as Suite).cases.flatMap(({ name, pipeline }) =>
        pipeline === undefined ? [] : [{ name: `${file}: ${name}`, text: pipeline }],
      ),
    ),
  ];
}

/** Where the pipeline has a sink that Flink CDC lacks, its rules are what can be held to the parser: they go with another sink. */
const withSinkOfFlink = (text: string) =>
  text.replace(/^sink:\n(?: .*\n|\n(?= ))*/m, 'sink:\n  type: values\n');

function exported(text: string): string | undefined {
  const { valid, yaml, pipeline } = checkDocument(text);
  if (!valid) return undefined;
  const options = { target: '3.2', rewrite: true } as const;
  return exportForFlink(yaml, pipeline, connectorCatalog, options).text;
}

test.skipIf(missingForFlink().length > 0)(
  'every document that is exported for 3.2 is read by its parser',
  () => {
    const all = documents().flatMap(({ name, text }) => {
      const accepted = exported(text) ?? exported(withSinkOfFlink(text));
      return accepted === undefined ? [] : [{ name, text: accepted }];
    });
    expect(all.length).toBeGreaterThan(0);
    const input = all.map(({ text }) => `${Buffer.from(text).toString('base64')}\n`).join('');
    const parsed = spawnSync(process.execPath, [at('scripts/flink.mjs'), 'parse'], {
      input,
      env: withoutHome(),
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: 170_000,
    });
    expect(`${parsed.status ?? 'killed'} ${parsed.stderr}`).toMatch(/^0 /);
    const answers = parsed.stdout.trim().split('\n');
    expect(answers.length).toBe(all.length);
    const refused = all.flatMap(({ name }, index) =>
      answers[index] === 'ok' ? [] : [`${name}: ${answers[index]}`],
    );
    expect(refused).toEqual([]);
  },
);
