import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type {
  AnalyticsOutput,
  BackfillOutput,
  BusOutput,
  ConsumerOutput,
  NormalizerOutput,
  PolicyKeyOutput,
  SearchOutput,
  TableOutput,
} from '../../shared/runtime/deployment.ts';
import { pascalCase } from '../names.ts';

/** What the command line reads: shared/runtime/deployment.ts, one output of JSON text for each part. */
export class Outputs extends Construct {
  stage(name: string): void {
    this.write('Stage', name);
  }

  bus(bus: BusOutput): void {
    this.write('Bus', bus);
  }

  table(table: TableOutput): void {
    this.write(`Table${pascalCase(table.name)}`, table);
  }

  normalizer(normalizer: NormalizerOutput): void {
    this.write(`Normalizer${pascalCase(normalizer.table)}`, normalizer);
  }

  consumer(consumer: ConsumerOutput): void {
    this.write(`Consumer${pascalCase(consumer.name)}`, consumer);
  }

  search(search: SearchOutput): void {
    this.write('Search', search);
  }

  analytics(analytics: AnalyticsOutput): void {
    this.write('Analytics', analytics);
  }

  policyKey(policyKey: PolicyKeyOutput): void {
    this.write('PolicyKey', policyKey);
  }

  backfill(backfill: BackfillOutput): void {
    this.write('Backfill', backfill);
  }

  private write(name: string, part: unknown): void {
    const output = new CfnOutput(this, name, { value: Stack.of(this).toJsonString(part) });
    // The contract is the bare name, not one with the construct's path and a hash.
    output.overrideLogicalId(name);
  }
}
