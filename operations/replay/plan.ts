import { DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { hasSideEffects } from '../../shared/domain/consumers/takes-reads.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { BusOutput, ConsumerOutput, Deployment } from '../../shared/runtime/deployment.ts';
import { noSuch } from '../no-such.ts';
import { OperationError } from '../operation-error.ts';
import type { TimeRange } from './time-range.ts';

/** A replay of archived events to the rules of some consumers, and to no others. Its range is in events' time. */
export interface ReplayPlan extends TimeRange {
  readonly name: string;
  readonly consumers: readonly ConsumerOutput[];
  readonly bus: BusOutput;
}

export function planReplay(
  { bus }: Pick<Deployment, 'bus'>,
  consumers: readonly ConsumerOutput[],
  range: TimeRange,
  now: Date,
): ReplayPlan {
  // At most 64 characters of [.-_A-Za-z0-9] (API reference, StartReplay), unique while AWS remembers it: 90 days.
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 17);
  const names = consumers.map(({ name }) => name).join('_');
  return { name: `${names.slice(0, 40)}-${stamp}`, consumers, bus, ...range };
}

export interface Choice {
  readonly consumers: readonly string[];
  /** What the replay may touch; empty: whatever the consumers take. */
  readonly entities: readonly string[];
}

/** The consumers that a user chose. @throws OperationError when they cannot take this replay, with the reason */
export function chooseConsumers(
  { consumers, entities }: Choice,
  deployment: Pick<Deployment, 'consumers'>,
  definition: Pick<HeadwaterDefinition, 'consumers'>,
): readonly ConsumerOutput[] {
  if (consumers.length === 0) {
    throw new OperationError('To which consumer? None was named.', `--consumer: ${namesOf(deployment.consumers)}.`);
  }
  const chosen = [...new Set(consumers)].map((name) => consumerNamed(name, deployment));
  for (const consumer of chosen) {
    const declared = definition.consumers.find(({ name }) => name === consumer.name);
    if (declared && hasSideEffects(declared)) throw takesNoReplays(consumer.name);
    checkEntities(consumer, entities);
  }
  return chosen;
}

function consumerNamed(name: string, { consumers }: Pick<Deployment, 'consumers'>): ConsumerOutput {
  const found = consumers.find((consumer) => consumer.name === name);
  if (found) return found;
  throw noSuch(
    'consumer',
    name,
    consumers.map((consumer) => consumer.name),
  );
}

/** A replay chooses rules, and a consumer has one rule for all its entities: what cannot be left out must be named. */
function checkEntities({ name, entities: taken }: ConsumerOutput, entities: readonly string[]): void {
  if (entities.length === 0) return;
  const foreign = entities.filter((entity) => !taken.includes(entity));
  if (foreign.length > 0) {
    throw new OperationError(
      `Consumer ${name} does not take ${foreign.join(', ')}.`,
      `It takes ${taken.join(', ')}. \`npx headwater status\` shows the consumers.`,
    );
  }
  const others = taken.filter((entity) => !entities.includes(entity));
  if (others.length > 0) {
    throw new OperationError(
      `Consumer ${name} takes ${others.join(', ')} as well: a replay reaches its one rule, so it cannot leave that out.`,
      `What ${name} has already is stale there and changes nothing: add ${others.map((one) => `--entity ${one}`).join(' ')}, or leave --entity out.`,
    );
  }
}

/**
 * Looks at the rules as they are deployed: the configuration may have changed since.
 * @throws OperationError when a rule takes no replays, is switched off, or is gone
 */
export async function checkRules(client: EventBridgeClient, consumers: readonly ConsumerOutput[]): Promise<void> {
  for (const { name, ruleArn } of consumers) {
    const { State, EventPattern = '{}' } = await client
      .send(new DescribeRuleCommand(ruleOf(ruleArn)))
      .catch((cause: unknown) => {
        if (!(cause instanceof Error) || cause.name !== 'ResourceNotFoundException') throw cause;
        throw new OperationError(`The rule of consumer ${name} is gone: ${ruleArn}.`, 'Deploy again.', { cause });
      });
    if (Object.hasOwn(JSON.parse(EventPattern) as object, 'replay-name')) throw takesNoReplays(name);
    if (State === 'DISABLED') {
      const next = `Switch it on first: \`aws events enable-rule\`, or deploy again. Rule: ${ruleArn}`;
      throw new OperationError(`The rule of consumer ${name} is switched off: a replay would reach nothing.`, next);
    }
  }
}

function takesNoReplays(name: string): OperationError {
  return new OperationError(
    `Consumer ${name} has side effects that cannot be taken back: it takes no replays, and its rule would hold back every event.`,
    `What it missed lies in its dead-letter queues: \`npx headwater dlq list --consumer ${name}\` (docs/side-effects.md).`,
  );
}

/** `arn:aws:events:<region>:<account>:rule/<bus>/<rule>` */
export function ruleOf(arn: string): { readonly Name: string; readonly EventBusName: string } {
  const [, EventBusName = 'default', Name = ''] = arn.slice(arn.indexOf('rule/')).split('/');
  return { Name, EventBusName };
}

function namesOf(consumers: readonly ConsumerOutput[]): string {
  return consumers.map(({ name }) => name).join(', ');
}
