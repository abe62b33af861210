/** How to reach the demo's databases, and the name of the secret that holds the password. */
export interface DemoConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly databases: readonly string[];
}

/** The samples write `${secret.DEMO_PASSWORD}`; the password itself stands in no document. */
export const DEMO_SECRET = 'DEMO_PASSWORD';
