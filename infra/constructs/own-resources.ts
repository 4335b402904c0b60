import { Stack } from 'aws-cdk-lib/core';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { factsOf } from '../../shared/domain/consumers/facts.ts';
import type { Consumer as ConsumerDefinition, FunctionConsumer } from '../../shared/domain/definition/headwater.ts';
import { pascalCase } from '../names.ts';
import { acknowledge } from './acknowledge.ts';
import { type EffectsTable, allowTableKey } from './effects-table.ts';
import type { NodeFunction, NodeFunctionProps } from './node-function.ts';
import { encryptedQueue } from './queue.ts';
import type { SourceTable } from './source-table.ts';

export interface OwnResourcesProps {
  /** Start of the queues' names: `headwater-dev`. */
  readonly deployment: string;
  readonly consumers: readonly ConsumerDefinition[];
  readonly tables: readonly SourceTable[];
  readonly effects: EffectsTable | undefined;
}

/** What functions of one's own may use beside their buffer: queues they send to, tables they write, the record of effects. */
export class OwnResources extends Construct {
  /** By the names that the definition gives them. */
  readonly queues: ReadonlyMap<string, Queue>;
  private readonly props: OwnResourcesProps;

  constructor(scope: Construct, id: string, props: OwnResourcesProps) {
    super(scope, id);
    this.props = props;
    const names = new Set(props.consumers.flatMap((one) => factsOf(one).ownQueues(one)));
    this.queues = new Map([...names].map((name) => [name, this.makeQueue(name)]));
  }

  environmentOf(consumer: FunctionConsumer): NodeFunctionProps['environment'] {
    const { effects } = this.props;
    const tables = this.tablesOf(consumer).map(({ definition, tableName }) => [definition.name, tableName] as const);
    const queues = (consumer.sendsTo ?? []).map((name) => [name, this.queues.get(name)?.queueUrl] as const);
    return {
      ...(consumer.sideEffects === true && effects && { effectsTable: effects.tableName }),
      ...(tables.length > 0 && { ownTables: this.jsonOf(tables) }),
      ...(queues.length > 0 && { ownQueues: this.jsonOf(queues) }),
    };
  }

  allow(caller: NodeFunction, consumer: FunctionConsumer): void {
    if (consumer.sideEffects === true) this.props.effects?.allowRecording(caller);
    for (const { tableArn, key } of this.tablesOf(consumer)) {
      // By key, no Scan and no Query: TransactWriteItems needs the permissions of what it contains.
      const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'];
      caller.allow(
        actions.map((action) => `dynamodb:${action}`),
        [tableArn],
      );
      if (key) allowTableKey(caller, key);
    }
    const queues = (consumer.sendsTo ?? []).flatMap((name) => this.queues.get(name) ?? []);
    if (queues.length > 0) {
      caller.allow(
        ['sqs:SendMessage'],
        queues.map(({ queueArn }) => queueArn),
      );
    }
  }

  private tablesOf({ writesTo = [] }: FunctionConsumer): readonly SourceTable[] {
    return this.props.tables.filter(({ definition }) => writesTo.includes(definition.name));
  }

  private makeQueue(name: string): Queue {
    const queue = encryptedQueue(this, `Queue${pascalCase(name)}`, { queueName: `${this.props.deployment}-${name}` });
    acknowledge(queue, { 'AwsSolutions-SQS3': 'Whoever receives from it decides what happens to what fails there.' });
    return queue;
  }

  private jsonOf(entries: readonly (readonly [string, string | undefined])[]): string {
    return Stack.of(this).toJsonString(Object.fromEntries(entries));
  }
}
