import { describe, expect, test } from 'vitest';
import { explainFailure, onlySaysGivenUp } from './failure.ts';
import { parseStackTrace } from './stack-trace.ts';

const trace = (...causes: string[]) =>
  causes
    .map((cause, at) => `${at === 0 ? '' : 'Caused by: '}${cause}\n\tat a.B.c(B.java:1)\n\t... 3 more`)
    .join('\n');

describe('reasons of failures in plain words', () => {
  test.each([
    [
      'an expression, release 3.2: only the compiler speaks',
      trace(
        'java.lang.RuntimeException: one or more fetchers',
        'org.codehaus.commons.compiler.CompileException: Line 1, Column 88: Unknown variable or type "nosuch"',
      ),
      'flink-expression-failed',
      'Flink CDC cannot compile an expression: Unknown variable or type "nosuch"',
    ],
    [
      'an expression, release 3.5: Java, with numbers for the columns',
      trace(
        'org.apache.flink.cdc.runtime.operators.transform.exceptions.TransformException: Failed to post-transform with\n\tx\nfor table\n\tpublic.probe',
        "org.apache.flink.util.FlinkRuntimeException: Failed to compile expression TransformExpressionKey{expression='import static org.apache.flink.cdc.runtime.functions.SystemFunctionUtils.*;$0 + $1', argumentNames=[$0, $1]}",
        'org.apache.flink.api.common.InvalidProgramException: Expression cannot be compiled. This is a bug. Please file an issue.\n\tExpression: import static org.apache.flink.cdc.runtime.functions.SystemFunctionUtils.*;$0 + $1\n\tColumn name map: {$0 -> b, $1 -> c}',
        'org.codehaus.commons.compiler.CompileException: Line 1, Column 88: Binary numeric promotion not possible on types "DecimalData" and "DecimalData"',
      ),
      'flink-expression-failed',
      'Flink CDC cannot compile the expression b + c for the table public.probe: Binary numeric promotion',
    ],
    [
      'a column that is not there, release 3.5',
      trace(
        "org.apache.flink.util.FlinkRuntimeException: Failed to compile expression TransformExpressionKey{expression='import static org.apache.flink.cdc.runtime.functions.SystemFunctionUtils.*;valueEquals($0, 1)', argumentNames=[$0]}",
        'org.apache.flink.api.common.InvalidProgramException: Expression cannot be compiled. This is a bug. Please file an issue.\n\tColumn name map: {$0 -> nosuch}',
        'org.codehaus.commons.compiler.CompileException: Line 1, Column 88: Unknown variable or type "$0"',
      ),
      'flink-expression-failed',
      'Flink CDC cannot compile the expression valueEquals(nosuch, 1): Unknown variable or type "nosuch"',
    ],
    [
      'slots',
      trace(
        'org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: Could not acquire the minimum required resources.',
      ),
      'flink-not-enough-slots',
      'The cluster has fewer free task slots than the pipeline needs.',
    ],
    [
      'a job manager that does not answer itself',
      trace(
        'java.lang.RuntimeException: Error while waiting for job to be initialized',
        'org.apache.pekko.pattern.AskTimeoutException: Ask timed out on [Actor[pekko://flink/user/rpc/dispatcher_2#1]] after [60000 ms].',
      ),
      'flink-cluster-busy',
      'The job manager did not answer its own REST API in time',
    ],
    [
      'a full metaspace',
      trace('java.util.concurrent.CompletionException: x', 'java.lang.OutOfMemoryError: Metaspace'),
      'flink-metaspace-full',
      'jobmanager.memory.jvm-metaspace.size',
    ],
    [
      'a class that is not there',
      trace('java.lang.NoClassDefFoundError: org/apache/flink/cdc/common/Foo'),
      'flink-class-missing',
      'org.apache.flink.cdc.common.Foo',
    ],
    [
      'a database that cannot be reached',
      trace(
        'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
        'java.net.ConnectException: Connection refused',
      ),
      'flink-database-unreachable',
      'Connection refused',
    ],
    [
      'a schema change into the values sink of a restored job',
      trace(
        'org.apache.flink.util.FlinkRuntimeException: Failed to apply schema change event.',
        'java.lang.NullPointerException: shop.orders is not existed',
      ),
      'flink-values-sink-forgot',
      'The values sink keeps its tables in memory and does not know shop.orders',
    ],
    [
      'a slot that somebody else reads',
      trace('org.postgresql.util.PSQLException: ERROR: replication slot "shop" is active for PID 77'),
      'flink-slot-in-use',
      'The replication slot "shop" is in use by somebody else.',
    ],
    [
      'a savepoint onto a full disk',
      trace(
        'java.util.concurrent.CompletionException: java.io.IOException: No space left on device',
        'java.io.IOException: No space left on device',
      ),
      'flink-disk-full',
      'A disk of the cluster is full (No space left on device)',
    ],
    [
      'checkpoints onto a full disk, of which Flink does not say that it is full',
      trace(
        'org.apache.flink.runtime.JobException: Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=1, backoffTimeMS=1000)',
        'org.apache.flink.util.FlinkRuntimeException: Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Failure to finalize checkpoint., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.',
      ),
      'flink-checkpoints-failed',
      'Flink ends a job whose checkpoints fail (Failure to finalize checkpoint). Flink tells the cause',
    ],
    [
      'a timestamptz in the Kafka sink',
      trace(
        'org.apache.flink.cdc.runtime.operators.sink.exception.SinkWrapperException: Failed to handle event DataChangeEvent{tableId=public.orders, op=INSERT} in DataSink wrapper.',
        'java.lang.UnsupportedOperationException: Not support to parse type: TIMESTAMP(6) WITH TIME ZONE NOT NULL',
      ),
      'flink-timestamptz-unreadable',
      'cannot read a timestamptz column of PostgreSQL',
    ],
    [
      'a timestamptz in another sink, told by where it was thrown',
      'java.lang.NumberFormatException: For input string: ""\n\tat java.base/java.lang.Long.parseLong(Long.java:836)\n\tat org.apache.flink.cdc.common.data.binary.BinaryRecordData.getZonedTimestamp(BinaryRecordData.java:182)',
      'flink-timestamptz-unreadable',
      'cannot read a timestamptz column of PostgreSQL',
    ],
    [
      'the same message from elsewhere',
      trace('java.lang.NumberFormatException: For input string: ""'),
      'flink-job-failed',
      'NumberFormatException: For input string: ""',
    ],
    [
      'a savepoint of another pipeline',
      trace(
        'java.lang.IllegalStateException: Failed to rollback to checkpoint/savepoint file:/sp/1. Cannot map checkpoint/savepoint state for operator abc to the new program',
      ),
      'flink-savepoint-does-not-fit',
      'does not fit this pipeline',
    ],
    [
      'what is not known',
      trace('java.lang.RuntimeException: the moon is full'),
      'flink-job-failed',
      'the moon is full',
    ],
    ['a class that says nothing', trace('a.b.OddException'), 'flink-job-failed', 'OddException'],
    ['nothing', '', 'flink-job-failed', 'Flink gave no reason.'],
  ])('%s', (_, raw, code, words) => {
    const failure = explainFailure(raw);
    expect(failure.code).toBe(code);
    expect(failure.summary).toContain(words);
    expect(failure.summary).not.toMatch(/\n|\tat /);
    expect(failure.raw).toBe(raw);
  });

  test('a trace that only says that Flink gave up', () => {
    const suppressed =
      'org.apache.flink.runtime.JobException: Recovery is suppressed by FixedDelay(attempts=3)';
    expect(onlySaysGivenUp(explainFailure(trace(suppressed)))).toBe(true);
    expect(onlySaysGivenUp(explainFailure(trace(suppressed, 'a.B: why')))).toBe(false);
  });
});

test('messages of several lines stay with their cause', () => {
  expect(parseStackTrace(trace('a.B: first\n\tsecond: third', 'c.D$E: last'))).toEqual([
    { className: 'a.B', message: 'first\n\tsecond: third' },
    { className: 'c.D$E', message: 'last' },
  ]);
});
