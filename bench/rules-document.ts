// A pipeline of many rules, as a whole-database synchronisation with a rule for each table has them: every table has a transform and a route.

/** The text of a pipeline with that many rules, half of them transforms and half routes. Nothing is wrong with it. */
export function documentOfRules(rules: number): string {
  const tables = Array.from({ length: Math.ceil(rules / 2) }, (_, at) => `t${String(at).padStart(4, '0')}`);
  const transforms = tables.map(
    (table, at) => `  - source-table: shop.${table}
    projection: id, UPPER(name) AS n
    filter: v > ${at}
`,
  );
  const routes = tables.slice(0, Math.floor(rules / 2)).map(
    (table) => `  - source-table: shop.${table}
    sink-table: ods.${table}
`,
  );
  return `# ${rules} rules, for the bench.
source:
  type: values
  tables: shop.\\.*

transform:
${transforms.join('')}
route:
${routes.join('')}
sink:
  type: values

pipeline:
  name: ${rules} rules
`;
}
