// The catalogue of codes. The comment above each is its documentation: what happened, why, what to do;
// docs/generated/diagnostics.md is made from it. Codes are public: never renamed, never reused.

export const DIAGNOSTIC_CODES = {
  /** The text is not YAML. Nothing can be computed from it until it is; the last good graph stays on the canvas. */
  'yaml-syntax': 'error',
  /** A key stands twice in the same mapping. Only one of them could be meant: remove the other. */
  'yaml-duplicate-key': 'error',
  /** An alias (`*name`) refers to no anchor (`&name`) before it. Write the anchor, or the value itself. */
  'yaml-alias': 'error',
  /** The text holds more than one YAML document. A pipeline is one: remove the `---` and what belongs to the other. */
  'yaml-multiple-documents': 'error',

  /** A section or entry has the wrong shape: a list where a mapping belongs, a mapping where a text belongs. Often a dash is missing or too many. */
  'wrong-shape': 'error',
  /** The document has no source, or no sink. Every pipeline has exactly one of each. */
  'missing-section': 'error',
  /** A section that pipelines do not have. Settings of Flink itself belong in Flink's configuration, not in the document. */
  'unknown-section': 'error',
  /** A key that a rule, a function or a model does not have. Flink CDC refuses the document; older releases passed over the key in silence. */
  'unknown-key': 'error',
  /** A rule, function or model lacks a key that it cannot do without. */
  'missing-key': 'error',

  /** The `type` names no connector of that role. `tailrace catalog` lists them. */
  'unknown-connector': 'error',
  /** An option that the connector does not have. Flink CDC refuses it, unless the factory checks nothing; then the option has no effect. */
  'unknown-option': 'error',
  /** As unknown-option, for the connectors whose factory checks no keys (OceanBase, MaxCompute): Flink CDC ignores the option in silence. */
  'ignored-option': 'warning',
  /** A required option is not written, or has no value. */
  'missing-option': 'error',
  /** Flink CDC does not demand the option, and yet the connector does not work without it. */
  'expected-option': 'warning',
  /** The text of an option, or of a key of `pipeline`, cannot be read as what it has to be: a number, a duration, one of a few words. */
  'invalid-value': 'error',
  /** The option only counts together with a value that another option does not have here, so it has no effect. */
  'option-without-effect': 'info',
  /** The option still works, and has a better one in its place. */
  'deprecated-option': 'warning',
  /** Two options exclude each other. */
  'option-conflict': 'error',
  /** A password or key stands in the document in plain text. Keep it as a secret and write ${secret.NAME}. */
  'plain-secret': 'info',
  /** A reference that is neither ${secret.NAME} nor ${env.NAME}. It would be passed on as it stands. */
  'unknown-reference': 'warning',
  /** A reference where none is resolved: outside the options of source and sink, or in a document for Flink CDC, which knows no references. */
  'reference-not-resolved': 'warning',

  /** A word in `include.schema.changes` or `exclude.schema.changes` that is no schema change and no family of them. */
  'unknown-schema-change': 'error',
  /** `include.schema.changes` or `exclude.schema.changes` is a single text. Flink CDC reads it as an empty list without an error: write a list, `[add.column]`. */
  'schema-changes-not-a-list': 'warning',
  /** The sink is not told of new tables, so it has none to write to, unless they are all there with the right columns. */
  'create-table-excluded': 'warning',
  /** The sink does not look at `include.schema.changes` and `exclude.schema.changes`: every change reaches it, a dropped or truncated table too. */
  'schema-change-filter-ignored': 'warning',
  /** A schema change is withheld from the sink on which another one builds that is not: under LENIENT, a rename of a column whose addition was withheld. Flink CDC fails the job then. */
  'withheld-change-counts': 'warning',
  /** The sink cannot carry out a kind of schema change that reaches it. */
  'unsupported-schema-change': 'warning',

  /** Flink CDC accepts any key in `pipeline`, and passes over those it does not know. Probably a slip. */
  'unknown-pipeline-option': 'warning',
  /** Not a time zone that Flink CDC takes: a region such as Europe/Oslo, UTC, or GMT+02:00. Short names and bare offsets are refused. */
  'invalid-time-zone': 'error',
  /** The sink spreads rows in a way of its own and refuses `sink.partitioning.strategy`. */
  'partitioning-refused': 'error',
  /** BATCH ends with the snapshot, and Flink CDC demands `scan.startup.mode: snapshot` for it. */
  'batch-needs-snapshot': 'warning',
  /** No engine runs both this source and this sink. */
  'no-common-engine': 'warning',

  /** The pattern of a source or a transform cannot be read. Patterns are lists of one to three parts; a dot parts them, `\.` is the dot of a regular expression. */
  'invalid-selector': 'error',
  /** The pattern of a route cannot be read. It is one regular expression for the whole name; a dot is a dot, `\.` any character. */
  'invalid-route-pattern': 'error',
  /** The sink table of a route is not a name of one to three parts, or uses a group that the pattern does not have. */
  'invalid-route-target': 'error',
  /** Square brackets stand for one character out of those inside. For one word out of several, use parentheses: `(app|web)`. */
  'brackets-in-pattern': 'warning',
  /** The pattern has fewer or more parts than the names of the source's tables, so it matches none of them. */
  'pattern-parts': 'warning',
  /** The pattern of the route also matches the empty rest, or a part of a name, so that Flink CDC puts the target together wrongly. */
  'route-pattern-rewrites': 'warning',
  /** An earlier rule takes every table that this one could apply to. */
  'rule-never-applies': 'warning',
  /** Flink CDC reads rows at the wrong places after a column change, where a rule without an asterisk takes a table and a later rule with one matches it, too. Put both into one rule, or let their patterns not overlap. */
  'rules-mix-columns': 'warning',
  /** Two routes send the same tables to the same sink table, so each row is written twice. */
  'duplicate-route': 'warning',

  /** The expression cannot be parsed. */
  'expression-syntax': 'error',
  /** A computed column has no name. Write `expression AS name`. */
  'missing-alias': 'error',
  /** A computed column is called like a metadata column (`__table_name__` and the like), which Flink CDC refuses. */
  'reserved-name': 'error',
  /** A key names a column that the projection leaves out, so the sink table would have a key without a column. */
  'key-not-projected': 'warning',
  /** LIKE without ESCAPE is an unanchored regular expression in Flink CDC: `%` and `_` are ordinary characters. Add ESCAPE for the LIKE of SQL. */
  'like-without-escape': 'warning',
  /** `=` between values of different types is never true in Flink CDC, and `<>` always is: a BIGINT column and the number 1, a DECIMAL and any number. Cast one side to the type of the other. */
  'never-equal': 'warning',
  /** Flink CDC accepts the expression and fails the job when the table or its first row comes. Here it gives what standard SQL gives. */
  'fails-on-flink': 'warning',
  /** A decimal column has more digits than computed columns keep: a value that needs them becomes NULL. Set `transform.decimal.precision.mode: UP_TO_38`. */
  'decimal-digits-lost': 'warning',
  /** In a projection, Flink CDC converts an argument of another type without a word: a text that is no number becomes NULL, and a fraction is cut. Write the CAST, or another argument. */
  'implicit-cast': 'warning',
  /** A DATE takes whole days, months and years of an INTERVAL, and a TIME what is less than a day: the rest changes nothing. Months next to a TIMESTAMP_LTZ are counted in UTC, so near midnight the local date can be a day off. */
  'interval-without-effect': 'warning',
  /** The pattern of LIKE or SIMILAR TO comes from the rows: one that is no regular expression ends the run. Write the pattern out, add ESCAPE to LIKE, or use REGEXP_COUNT, which gives NULL. */
  'pattern-from-rows': 'warning',
  /** Flink CDC divides decimals at the scale of the left side, cuts the rest, and pads with zeros. Cast the left side to the places that are wanted. */
  'decimal-quotient-cut': 'warning',
  /** On the right of an AND or OR whose left side may be NULL, Flink CDC forgets parentheses: `p AND (a OR b) AND c` is as it stands, `p AND ((a OR b) AND c)` becomes `p AND (a OR (b AND c))`, and `p OR a * (b + 1) > 5` becomes `p OR a * b + 1 > 5`. CASE, CAST and functions hold together. */
  'parentheses-lost': 'warning',
  /** The projection is computed before the filter, for rows that the filter drops, too: it cannot keep a zero from a division. */
  'filter-does-not-guard': 'warning',
  /** A column called like a clock function (`NOW`, `CURRENT_DATE`) is read as the function. */
  'column-like-function': 'warning',
  /** Flink CDC does not look at what stands before the point: `other.a` is the column `a` of the rule's table. */
  'qualifier-ignored': 'warning',
  /** A function of this name is neither built in nor declared in `user-defined-function`. */
  'unknown-function': 'error',
  /** No column of the table, and no metadata column, has this name. */
  'unknown-column': 'error',
  /** A function is called with too many or too few arguments, or in a form that it does not have. */
  'wrong-arguments': 'error',
  /** An operand or argument has a type that the operation does not take. */
  'type-mismatch': 'error',
  /** A conversion that CAST does not have. */
  'unsupported-cast': 'error',
  /** A number that no type can hold. */
  'number-out-of-range': 'error',
  /** An AI function names a model that `pipeline.model` does not declare. Flink CDC refuses the document. */
  'unknown-model': 'error',
  /** The metadata column is known, but the source only fills it when `metadata.list` names it; without that, the first row fails. */
  'metadata-not-listed': 'warning',
  /** `converter-after-transform` names a converter that there is not. */
  'unknown-converter': 'error',
  /** An item of `table-options` is not `key=value`. */
  'invalid-table-option': 'error',

  /** A function needs exactly one of `classpath` and `python-code`, and each has keys of its own. */
  'invalid-function': 'error',
  /** A model's name has to begin with a letter or one underscore, and go on with letters, digits and underscores, once in the document. */
  'invalid-model-name': 'error',
  /** The two forms of a model are mixed, or an option of it is given twice. */
  'invalid-model': 'error',

  /** The release of Flink CDC that was asked for does not have this, and refuses the document or fails the job. */
  'target-refuses': 'error',
  /** The release of Flink CDC that was asked for computes this otherwise, or passes over it, without an error. */
  'target-differs': 'warning',
  /** Flink CDC has no connector of this type, so the pipeline runs on the embedded engine only. */
  'not-on-flink': 'error',
  /** Only Flink can do this: the embedded engine does not run functions in Java or Python, nor call models. */
  'only-on-flink': 'info',
  /** Only the embedded engine can do this: Flink CDC has no such connector or option, so that the export says so too. */
  'only-embedded': 'info',

  /** Seen against the live tables: a pattern of the source catches none. Perhaps a slip, perhaps the account may not see the table. */
  'pattern-without-table': 'warning',
  /** Seen against the live tables: these begin like a pattern of the source, and no pattern catches them. */
  'table-nearly-caught': 'info',
  /** Seen against the live tables: a column is called like a metadata column of the source, which fails the table under any transform of Flink CDC. */
  'column-hides-metadata': 'warning',
  /** Seen against the live tables: the sink needs a primary key, and a table has none. */
  'table-without-key': 'warning',
  /** Seen against the live tables: the sink does not keep values of a column's type as they are. Convert the column in a transform, or write to another sink. */
  'value-changed-by-sink': 'warning',
  /** Seen against the live tables: the source does not give values of a column's type as they are. Read the column in another way, by the option that the message names. */
  'value-changed-by-source': 'warning',
  /** Seen against the live tables: a column that several tables bring into one sink table needs more than 38 digits. Places are cut, what has no room becomes NULL, and release 3.6 fails the job. */
  'merged-digits-lost': 'warning',
  /** Seen against the live tables: an ARRAY, MAP or ROW of one table meets another type in the sink table, and becomes a text; in release 3.6 a class name and a hash. */
  'merged-into-text': 'warning',
  /** Seen against the live tables: no captured table goes by this transform or route. */
  'rule-without-table': 'warning',
  /** Seen against the live tables: the rule cannot be carried out on a table that it applies to, often because a column is not there. */
  'rule-fails-on-table': 'error',
  /** Seen against the live tables: the rule reads columns of old rows that the source's log does not hold, so a run stops at the first update or delete. The message has the statement that mends it. */
  'old-row-incomplete': 'warning',
} as const satisfies Record<string, 'error' | 'warning' | 'info'>;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
