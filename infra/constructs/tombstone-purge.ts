import { Duration } from 'aws-cdk-lib/core';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { NodeFunction } from './node-function.ts';

export interface TombstonePurgeProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  /** With scheme. */
  readonly endpoint: string;
}

/** The most there is; what a run does not reach is left for the next day's. Measured: 4,500 documents a second or more. */
const TIMEOUT = Duration.minutes(15);

/** Removes, once a day, the tombstones that nothing can come after any more. */
export class TombstonePurge extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, deployment, endpoint }: TombstonePurgeProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: `${deployment}-tombstone-purge`,
      description: 'Removes tombstones that outlived every redelivery, once a day',
      entry: 'functions/tombstone-purge/handler.ts',
      timeout: TIMEOUT,
      environment: { searchEndpoint: endpoint },
    });
    new Rule(this, 'Daily', {
      description: `Starts ${deployment}-tombstone-purge`,
      schedule: Schedule.rate(Duration.days(1)),
      // A run that fails is made up for by the next: nothing to retry, nothing to keep.
      targets: [new LambdaFunction(this.function.function, { retryAttempts: 0 })],
    });
  }
}
