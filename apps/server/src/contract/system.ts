export interface SecretInfo {
  readonly name: string;
  readonly updatedAt: number;
}

/** Write only: values go in and never come back out. */
export interface SecretService {
  list(): readonly SecretInfo[];
  set(name: string, value: string): void;
  /** Throws `secret-not-found`. */
  remove(name: string): void;
}

export interface SystemInfo {
  readonly version: string;
  readonly demo?: DemoInfo;
  /** Types of all connectors. */
  readonly connectors: readonly string[];
}

export interface DemoInfo {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly databases: readonly string[];
}

export interface SystemService {
  info(): SystemInfo;
  /** Drops and rebuilds the demo's databases. Throws `demo-not-running`. */
  resetDemo(): Promise<void>;
}
