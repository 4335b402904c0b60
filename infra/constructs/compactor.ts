import { Duration, Size, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import type { AnalyticsLake } from './analytics-lake.ts';
import type { DuckDbTarget } from './native-duckdb.ts';
import { NodeFunction } from './node-function.ts';
import { runEvery } from './run-every.ts';

export interface CompactorProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  readonly lake: AnalyticsLake;
  readonly duckDb: DuckDbTarget;
}

/** The most there is; what a run does not reach, the next one goes on with. */
const TIMEOUT = Duration.minutes(15);
/** One whole processor (Lambda gives 1 at 1,769 MB). Measured peak of a chunk or bucket: docs/performance.md. */
const MEMORY_MB = 1_769;
/** A chunk and its parts, and what DuckDB sorts outside of its memory. */
const STORAGE = Size.gibibytes(4);

/** Makes the snapshots, once an hour. A run's own invocations do its tasks: the function invokes itself. */
export class Compactor extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, deployment, lake, duckDb }: CompactorProps) {
    super(scope, id);
    const name = `${deployment}-compactor`;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name,
      description: 'Compacts the analytics copy: history to snapshots, once an hour',
      entry: 'functions/compactor/handler.ts',
      timeout: TIMEOUT,
      memory: MEMORY_MB,
      storage: STORAGE,
      environment: { analyticsBucket: lake.bucket.bucketName },
      bundling: { duckDb },
    });
    lake.allowCompacting(this.function);
    // By its name: its own reference would make its role and itself wait for each other.
    const self = Stack.of(this).formatArn({ service: 'lambda', resource: `function:${name}` });
    this.function.allow(['lambda:InvokeFunction'], [self]);
    runEvery(this, 'Hourly', Duration.hours(1), name, this.function);
  }
}
