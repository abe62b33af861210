import type { DemoInfo } from '@tailrace/server/router';

/** A first pipeline over the shop that comes along: two tables of it into the warehouse. */
export function demoPipeline({ host, port, user }: DemoInfo): string {
  const server = `  type: postgres\n  hostname: ${host}\n  port: ${port}\n  username: ${user}\n  password: \${secret.DEMO_PASSWORD}\n`;
  return `source:
${server}  tables: shop.public.(customers|orders)
  slot.name: first_pipeline

sink:
${server}  database: warehouse

pipeline:
  name: first pipeline
`;
}
