import { HISTORY_PREFIX } from '../shared/dialects/s3/history-key.ts';
import { Outputs } from './constructs/outputs.ts';
import type { Construct } from 'constructs';
import type { Pipeline, PipelineProps } from './pipeline.ts';

/** All outputs are this stack's, also those about the stores: one DescribeStacks reads a whole deployment. */
export function writeOutputs(scope: Construct, pipeline: Pipeline, { stage, stores }: PipelineProps): void {
  const outputs = new Outputs(scope, 'Outputs');
  const { changeBus, analyticsLake } = stores;
  outputs.stage(stage.name);
  outputs.bus({
    name: changeBus.bus.eventBusName,
    arn: changeBus.bus.eventBusArn,
    archiveName: changeBus.archiveName,
    archiveArn: changeBus.archiveArn,
  });
  for (const { definition, tableName, tableArn, streamArn } of stores.tables) {
    const entities = definition.entities.map(({ name }) => name);
    outputs.table({ name: definition.name, physicalName: tableName, tableArn, streamArn, entities });
  }
  for (const { table, normalizer, rejected } of pipeline.streams) {
    outputs.normalizer({
      table,
      functionName: normalizer.function.functionName,
      logGroup: normalizer.logGroup.logGroupName,
      rejectedQueueUrl: rejected.queueUrl,
      failuresBucket: stores.failures.bucketName,
      claimsBucket: stores.largeRows.bucket.bucketName,
    });
  }
  for (const consumer of pipeline.consumers) {
    outputs.consumer({
      name: consumer.definition.name,
      type: consumer.definition.type,
      entities: consumer.definition.entities.map(({ name }) => name),
      ruleArn: consumer.rule.ruleArn,
      bufferUrl: consumer.buffer.queueUrl,
      deadLetterUrl: consumer.deadLetters.queueUrl,
      ruleDeadLetterUrl: consumer.ruleDeadLetters.queueUrl,
      functionName: consumer.function.function.functionName,
      logGroup: consumer.function.logGroup.logGroupName,
    });
  }
  const viaExport = pipeline.exportBackfills.map(({ table, bucket, stateMachine }) => {
    return { table, bucket: bucket.bucketName, stateMachineArn: stateMachine.stateMachineArn };
  });
  outputs.backfill({ jobsTable: pipeline.backfillJobs.tableName, ...(viaExport.length > 0 && { viaExport }) });
  if (pipeline.search) outputs.search(pipeline.search.output);
  if (stores.policyKey) outputs.policyKey({ secretArn: stores.policyKey.secretArn });
  if (analyticsLake) {
    const { bucket, databaseName, workgroupName } = analyticsLake;
    outputs.analytics({
      bucket: bucket.bucketName,
      historyPrefix: HISTORY_PREFIX,
      glueDatabase: databaseName,
      workgroup: workgroupName,
    });
  }
}
