import { Duration, Size, Stack } from 'aws-cdk-lib/core';
import type { Rule } from 'aws-cdk-lib/aws-events';
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

/** The most there is, and no setting: a task that is cut off is begun anew; what a run does not reach, the next one goes on with. */
const TIMEOUT_SECONDS = 900;

/** Makes the snapshots, once an hour. A run's own invocations do its tasks: the function invokes itself. */
export class Compactor extends Construct {
  readonly function: NodeFunction;
  readonly schedule: Rule;

  constructor(scope: Construct, id: string, { stage, deployment, lake, duckDb }: CompactorProps) {
    super(scope, id);
    const name = `${deployment}-compactor`;
    const { memoryMB, storageGiB } = stage.functions.compactor;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      deployment,
      part: 'compactor',
      description: 'Compacts the analytics copy: history to snapshots, once an hour',
      entry: 'functions/compactor/handler.ts',
      size: { memoryMB, timeoutSeconds: TIMEOUT_SECONDS },
      storage: Size.gibibytes(storageGiB),
      environment: { analyticsBucket: lake.bucket.bucketName },
      bundling: { duckDb },
    });
    lake.allowCompacting(this.function);
    // By its name: its own reference would make its role and itself wait for each other.
    const self = Stack.of(this).formatArn({ service: 'lambda', resource: `function:${name}` });
    this.function.allow(['lambda:InvokeFunction'], [self]);
    this.schedule = runEvery(this, 'Hourly', Duration.hours(1), name, this.function);
  }
}
