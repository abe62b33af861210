// Configurations of Debezium and Kafka Connect, in the forms in which people have them: the JSON of Kafka Connect's REST interface
// (`{"name", "config"}`, one or several), the bare map of its `config`, and the properties of Debezium Server.

export interface ConnectConfig {
  readonly name: string;
  /** `connector.class` and the others, as texts. */
  readonly config: Readonly<Record<string, string>>;
}

/** Undefined for a text that is none of them. */
export function readConnectConfigs(text: string): readonly ConnectConfig[] | undefined {
  const json = parseJson(text);
  const found = json === undefined ? fromProperties(text) : fromJson(json);
  return found.length === 0 ? undefined : found;
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fromJson(json: unknown): readonly ConnectConfig[] {
  if (Array.isArray(json)) return json.flatMap(fromJson);
  if (!isRecord(json)) return [];
  const config = isRecord(json['config']) ? json['config'] : json;
  if (typeof config['connector.class'] !== 'string') return [];
  const name = json['name'] ?? config['name'];
  return [{ name: typeof name === 'string' ? name : 'imported', config: asTexts(config) }];
}

const asTexts = (config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[key, String(value)]]
        : [],
    ),
  );

/** Debezium Server: `debezium.source.…` is the connector. A properties file of Kafka Connect has the keys without it. */
function fromProperties(text: string): readonly ConnectConfig[] {
  const config: Record<string, string> = {};
  for (const line of text.split(/\r?\n/u)) {
    const entry = /^\s*(?:debezium\.source\.)?([\w.-]+)\s*=\s*(.*?)\s*$/u.exec(line);
    if (entry?.[1] !== undefined && !/^\s*[#!]/u.test(line)) config[entry[1]] = entry[2] ?? '';
  }
  if (config['connector.class'] === undefined) return [];
  return [{ name: config['name'] ?? config['topic.prefix'] ?? 'imported', config }];
}
