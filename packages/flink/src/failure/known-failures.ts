// Failures that people meet, put in plain words. Each was seen on Flink 1.20 with Flink CDC 3.2, 3.5 or 3.6 unless it says otherwise.
import { simpleName, type ThrownCause } from './stack-trace.ts';

interface Known {
  readonly code: string;
  readonly summary: string;
  readonly data: Readonly<Record<string, string>>;
}

interface Rule {
  readonly code: string;
  /** Tried on the message of each cause, the innermost first. */
  readonly pattern: RegExp;
  /** Has to stand in the whole trace, frames included, where the message alone would fit other failures. */
  readonly within?: RegExp;
  say(
    match: RegExpExecArray,
    causes: readonly ThrownCause[],
  ): { summary: string; data?: Record<string, string> };
}

/** In order of precedence. */
const RULES: readonly Rule[] = [
  {
    code: 'flink-expression-failed',
    pattern: /Expression cannot be compiled[\s\S]*?Original expression: ([^\n]+)/,
    say: (match, causes) => {
      const expression = (match[1] ?? '').replaceAll(/`TB`\.`(\w+)`/g, '$1');
      const table = tableOf(causes);
      const reason = causes.at(-1)?.message.split('\n')[0] ?? '';
      return {
        summary: `Flink CDC cannot compile the expression ${expression}${table === undefined ? '' : ` for the table ${table}`}: ${reason}`,
        data: { expression, ...(table === undefined ? {} : { table }) },
      };
    },
  },
  {
    // Release 3.2 says no more than the compiler does; the expression stands, if anywhere, in the key that it was kept under.
    code: 'flink-expression-failed',
    pattern: /^Line \d+, Column \d+: ([^\n]+)/,
    say: ({ 1: reason = '' }, causes) => {
      const table = tableOf(causes);
      const expression = causes
        .map(
          (cause) => /TransformExpressionKey\{(?:originalE|e)xpression='([^\n]*?)',/.exec(cause.message)?.[1],
        )
        .find((found) => found !== undefined);
      const written = expression === undefined ? undefined : withNames(expression, causes);
      const which = written === undefined ? 'an expression' : `the expression ${written}`;
      return {
        summary: `Flink CDC cannot compile ${which}${table === undefined ? '' : ` for the table ${table}`}: ${withNames(reason, causes)}`,
        data: {
          ...(written === undefined ? {} : { expression: written }),
          ...(table === undefined ? {} : { table }),
        },
      };
    },
  },
  {
    code: 'flink-connector-missing',
    pattern:
      /(?:Cannot find factory with identifier|Could not find any factory for identifier) ["']([^"']+)["']/,
    say: ({ 1: connector = '' }) => ({
      summary: `Flink CDC's connector "${connector}" is neither in the job's jar nor in the cluster's lib folder. Put flink-cdc-pipeline-connector-${connector} into the folder of jars.`,
      data: { connector },
    }),
  },
  {
    code: 'flink-option-unknown',
    pattern:
      /Unsupported options found for '([^']+)'\.\s+Unsupported options:\s+([\s\S]*?)\s+Supported options:/,
    say: ({ 1: connector = '', 2: options = '' }) => {
      const names = options.split(/\s+/).join(', ');
      return {
        summary: `The connector "${connector}" of this Flink CDC does not have the option ${names}.`,
        data: { connector, option: names },
      };
    },
  },
  {
    code: 'flink-option-missing',
    pattern: /One or more required options are missing\.\s+Missing required options are:\s+([\s\S]+)/,
    say: ({ 1: options = '' }) => {
      const names = options.trim().split(/\s+/).join(', ');
      return { summary: `Required options are not written: ${names}.`, data: { option: names } };
    },
  },
  {
    code: 'flink-access-denied',
    pattern: /Access denied for user[^\n]*|(?:FATAL: )?password authentication failed for user[^\n]*/,
    say: ({ 0: message }) => ({
      summary: `The database does not let the user in: ${message}. Check the user name and the password.`,
    }),
  },
  {
    code: 'flink-table-missing',
    pattern:
      /Cannot find any table (?:with|by) the option 'tables' = (.+)|Can't find any matched tables, please check your configured database-name: (.+) and table-name/,
    say: ({ 1: tables, 2: other }) => {
      const pattern = tables ?? other ?? '';
      return {
        summary: `No table matches tables: ${pattern}. Check the names, and that the account may see the tables.`,
        data: { tables: pattern },
      };
    },
  },
  {
    code: 'flink-savepoint-missing',
    pattern:
      /Cannot find (?:checkpoint or savepoint file\/directory|meta data file '_metadata' in directory) '([^']+)'/,
    say: ({ 1: savepoint = '' }) => ({
      summary: `There is no savepoint at ${savepoint}, as the cluster sees it.`,
      data: { savepoint },
    }),
  },
  {
    code: 'flink-savepoint-does-not-fit',
    pattern:
      /Cannot map checkpoint\/savepoint state for operator \w+ to the new program|Failed to rollback to checkpoint\/savepoint ([^\s]+)/,
    say: ({ 1: savepoint = '' }) => ({
      summary: `The savepoint${savepoint === '' ? '' : ` ${savepoint}`} does not fit this pipeline: operators of it are gone or changed. Start without it, or allow state that is not restored.`,
      data: savepoint === '' ? {} : { savepoint },
    }),
  },
  {
    code: 'flink-not-enough-slots',
    pattern:
      /Could not acquire the minimum required resources|Slot request bulk is not fulfillable|NoResourceAvailableException/,
    say: () => ({
      summary:
        'The cluster has fewer free task slots than the pipeline needs. Lower pipeline.parallelism, free slots by stopping other jobs, or add task managers.',
    }),
  },
  {
    // Not an answer about the job: it may have been taken over all the same.
    code: 'flink-cluster-busy',
    pattern:
      /Ask timed out on|Invocation of \[.*\] timed out|An Error occurred while waiting for the job to be initialized/,
    say: () => ({
      summary: 'The job manager did not answer its own REST API in time: it is busy, or out of memory.',
    }),
  },
  {
    code: 'flink-metaspace-full',
    pattern: /^Metaspace\b|OutOfMemoryError: Metaspace/,
    say: () => ({
      summary:
        'The metaspace of the job manager is full: each submission with an uploaded jar leaves classes there. Restart it, and set jobmanager.memory.jvm-metaspace.size: 512m.',
    }),
  },
  {
    code: 'flink-document-refused',
    pattern:
      /(?:Missing required field|Unexpected key|Unrecognized (?:token|field)|Invalid (?:key|value))[^\n]+/,
    say: ({ 0: message }) => ({ summary: `Flink CDC refuses the document: ${message}` }),
  },
  {
    code: 'flink-document-refused',
    pattern: /^(?:while (?:parsing|scanning)|mapping values are not allowed)[\s\S]*?line (\d+), column (\d+)/,
    say: ({ 1: line = '', 2: column = '' }, causes) => ({
      // Its message quotes lines of the document, which may hold a password: only the places are taken over.
      summary: `Flink CDC cannot read the document as YAML, near line ${line}, column ${column}${expected(causes)}.`,
      data: { line, column },
    }),
  },
  {
    code: 'flink-entry-class-missing',
    pattern: /program's entry point class '([^']+)' was not found in the jar file/,
    say: ({ 1: className = '' }) => ({
      summary: `The jar that was run has no class ${className}: it holds no flink-cdc-dist.`,
      data: { className },
    }),
  },
  {
    code: 'flink-class-missing',
    pattern: /^(?:Could not initialize class )?((?:[a-z]\w*[./])+[A-Z][\w$]*)$/,
    say: ({ 1: className = '' }, causes) => ({
      summary: causes.some((cause) => /NoClassDefFound|ClassNotFound/.test(cause.className))
        ? `A class is missing on the cluster: ${className.replaceAll('/', '.')}. A jar is missing, or two of different releases get in each other's way.`
        : className,
      data: { className: className.replaceAll('/', '.') },
    }),
  },
  {
    code: 'flink-slot-in-use',
    pattern: /replication slot "([^"]+)" is active for PID \d+/,
    say: ({ 1: slot = '' }) => ({
      summary: `The replication slot "${slot}" is in use by somebody else. Stop the other reader, or choose another slot.name.`,
      data: { slot },
    }),
  },
  {
    code: 'flink-database-unreachable',
    pattern:
      /Communications link failure|Connection to \S+ refused|Connection refused|The connection attempt failed/,
    say: ({ 0: message }, causes) => ({
      summary: `A database or system of the pipeline cannot be reached from the cluster: ${causes.at(-1)?.message.split('\n')[0] ?? message}. Host names in the document have to be right as seen from the task managers.`,
    }),
  },
  {
    // The catalogue of the `values` sink lives in the job manager's class loader, which a restored job has anew.
    code: 'flink-values-sink-forgot',
    pattern: /^(\S+\.\S+) is not existed$/,
    say: ({ 1: table = '' }) => ({
      summary: `The values sink keeps its tables in memory and does not know ${table} since the job was started again, so it cannot change the table. It is a sink for trials: start without the savepoint, or write into a database.`,
      data: { table },
    }),
  },
  {
    code: 'flink-disk-full',
    pattern: /No space left on device/,
    say: () => ({
      summary:
        'A disk of the cluster is full (No space left on device): the one of the checkpoints and savepoints, or of io.tmp.dirs. Make room there, and start again from the last savepoint or checkpoint.',
    }),
  },
  {
    // Flink keeps the cause to itself: not even the checkpoint's own entry has it, only the log.
    code: 'flink-checkpoints-failed',
    pattern:
      /Exceeded checkpoint tolerable failure threshold\.(?: The latest checkpoint failed due to (.+?)\.*, view)?/,
    say: ({ 1: reason }) => ({
      summary: `The job's state could not be stored, and Flink ends a job whose checkpoints fail${reason === undefined ? '' : ` (${reason})`}. Flink tells the cause in the job manager's log only; look first whether the disk of the checkpoints is full, and whether their folder can be written.`,
      data: reason === undefined ? {} : { reason },
    }),
  },
  {
    // What the PostgreSQL source writes for a timestamptz is not the type that it declares; each reader stumbles in its own way.
    code: 'flink-timestamptz-unreadable',
    pattern: /Not support to parse type: TIMESTAMP\(\d\) WITH TIME ZONE/,
    say: zonedFailure,
  },
  {
    code: 'flink-timestamptz-unreadable',
    pattern: /^For input string: ""$/,
    within: /\bBinaryRecordData\.getZonedTimestamp\b/,
    say: zonedFailure,
  },
  {
    code: 'flink-row-failed',
    pattern: /Failed to (?:pre|post)-transform with[\s\S]*for table\s+(\S+)/,
    say: ({ 1: table = '' }, causes) => {
      const cause = causes.at(-1);
      const why =
        cause === undefined ? '' : `${simpleName(cause.className)}: ${cause.message.split('\n')[0] ?? ''}`;
      return { summary: `A row of the table ${table} fails in the transform. ${why}`, data: { table } };
    },
  },
];

/** Release 3.5 keeps an expression as Java, with numbers for the columns: `import static …;$0 + $1`. */
function withNames(expression: string, causes: readonly ThrownCause[]): string {
  const map = causes.map((cause) => /Column name map: \{(.*)\}/.exec(cause.message)?.[1]).find(Boolean) ?? '';
  const names = new Map(map.split(', ').map((pair) => pair.split(' -> ') as [string, string]));
  return expression
    .replace(/^import static [^;]*;/, '')
    .replaceAll(/\$\d+/g, (number) => names.get(number) ?? number);
}

function zonedFailure(_: RegExpExecArray, causes: readonly ThrownCause[]): ReturnType<Rule['say']> {
  const table = tableOf(causes);
  return {
    summary: `Flink CDC cannot read a timestamptz column of PostgreSQL${table === undefined ? '' : ` of the table ${table}`}: releases up to 3.6 fail on each that a transform or the sink reads. Leave these columns out of projection and filter, or use a newer release.`,
    data: table === undefined ? {} : { table },
  };
}

const expected = (causes: readonly ThrownCause[]): string => {
  const found = causes.map((cause) => /^expected [^\n]*/m.exec(cause.message)?.[0]).find(Boolean);
  return found === undefined ? '' : `: ${found}`;
};

const tableOf = (causes: readonly ThrownCause[]): string | undefined =>
  causes.map((cause) => /for table\s+(\S+)/.exec(cause.message)?.[1]).find((table) => table !== undefined);

/** The first rule that fits any cause of the trace `raw`, or undefined. */
export function recognize(causes: readonly ThrownCause[], raw: string): Known | undefined {
  for (const rule of RULES) {
    if (rule.within?.test(raw) === false) continue;
    for (let at = causes.length - 1; at >= 0; at -= 1) {
      const cause = causes[at];
      if (cause === undefined) continue;
      const text = cause.message === '' ? simpleName(cause.className) : cause.message;
      const match = rule.pattern.exec(text) ?? rule.pattern.exec(simpleName(cause.className));
      if (match === null) continue;
      if (rule.code === 'flink-class-missing' && !/NoClassDefFound|ClassNotFound/.test(cause.className))
        continue;
      const { summary, data = {} } = rule.say(match, causes);
      return { code: rule.code, summary, data };
    }
  }
  return undefined;
}
