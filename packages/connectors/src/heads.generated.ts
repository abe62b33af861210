// Made by `pnpm generate`; do not edit.
export const CONNECTOR_HEADS = [
  {
    "role": "source",
    "type": "postgres",
    "title": "PostgreSQL",
    "summary": "Reads tables and follows their changes by logical replication.",
    "glyph": "Pg",
    "engines": [
      "embedded",
      "flink"
    ]
  },
  {
    "role": "source",
    "type": "mysql",
    "title": "MySQL",
    "summary": "Reads tables and follows their changes in the binary log.",
    "glyph": "My",
    "engines": [
      "embedded",
      "flink"
    ]
  },
  {
    "role": "source",
    "type": "oracle",
    "title": "Oracle",
    "summary": "Reads tables and follows their changes in the redo log by LogMiner.",
    "glyph": "Or",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "source",
    "type": "sqlserver",
    "title": "SQL Server",
    "summary": "Reads tables and follows their change tables.",
    "glyph": "MS",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "source",
    "type": "values",
    "title": "Values",
    "summary": "Makes rows up, for trials without a database.",
    "glyph": "V",
    "engines": [
      "embedded",
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "postgres",
    "title": "PostgreSQL",
    "summary": "Writes tables of a PostgreSQL database, each change once, and alters them as the source does.",
    "glyph": "Pg",
    "engines": [
      "embedded"
    ]
  },
  {
    "role": "sink",
    "type": "mysql",
    "title": "MySQL",
    "summary": "Writes tables of a MySQL or MariaDB server, each change once, and alters them as the source does.",
    "glyph": "My",
    "engines": [
      "embedded"
    ]
  },
  {
    "role": "sink",
    "type": "kafka",
    "title": "Apache Kafka",
    "summary": "Writes each change as a message, in the JSON of Debezium or Canal.",
    "glyph": "Ka",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "doris",
    "title": "Apache Doris",
    "summary": "Loads tables of Doris by stream load.",
    "glyph": "Do",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "starrocks",
    "title": "StarRocks",
    "summary": "Loads primary-key tables of StarRocks by stream load.",
    "glyph": "SR",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "elasticsearch",
    "title": "Elasticsearch",
    "summary": "Keeps a document for each row, an index for each table.",
    "glyph": "ES",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "iceberg",
    "title": "Apache Iceberg",
    "summary": "Writes tables of an Iceberg lake.",
    "glyph": "Ic",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "paimon",
    "title": "Apache Paimon",
    "summary": "Writes tables of a Paimon lake.",
    "glyph": "Pa",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "hudi",
    "title": "Apache Hudi",
    "summary": "Writes merge-on-read tables of a Hudi lake.",
    "glyph": "Hu",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "fluss",
    "title": "Fluss",
    "summary": "Writes tables of a Fluss cluster.",
    "glyph": "Fl",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "maxcompute",
    "title": "MaxCompute",
    "summary": "Writes tables of an Alibaba Cloud MaxCompute project.",
    "glyph": "MC",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "oceanbase",
    "title": "OceanBase",
    "summary": "Writes tables of an OceanBase tenant in MySQL mode.",
    "glyph": "OB",
    "engines": [
      "flink"
    ]
  },
  {
    "role": "sink",
    "type": "values",
    "title": "Values",
    "summary": "Prints the events, or keeps the tables in memory.",
    "glyph": "V",
    "engines": [
      "embedded",
      "flink"
    ]
  },
] as const;
