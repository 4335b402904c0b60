import { Duration } from 'aws-cdk-lib/core';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { runEvery } from './run-every.ts';

export interface TombstonePurgeProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  /** With scheme. */
  readonly endpoint: string;
}

/** Removes, once a day, the tombstones that nothing can come after any more. */
export class TombstonePurge extends Construct {
  readonly function: NodeFunction;
  readonly schedule: Rule;

  constructor(scope: Construct, id: string, { stage, deployment, endpoint }: TombstonePurgeProps) {
    super(scope, id);
    const name = `${deployment}-tombstone-purge`;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      deployment,
      part: 'tombstone-purge',
      description: 'Removes tombstones that outlived every redelivery, once a day',
      entry: 'functions/tombstone-purge/handler.ts',
      size: stage.functions.tombstonePurge,
      environment: { searchEndpoint: endpoint },
    });
    this.schedule = runEvery(this, 'Daily', Duration.days(1), name, this.function);
  }
}
