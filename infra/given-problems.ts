/** What is there already, as it is given to the construct: resources of the CDK, and not their names or ARNs. */
import { Token } from 'aws-cdk-lib/core';
import { isRecord, shown } from '../shared/domain/definition/shape.ts';
import { own } from '../shared/domain/own.ts';
import type { HeadwaterProps } from './headwater.ts';
import { PropsError } from './props-error.ts';

interface Kind {
  /** What every resource of the kind has. */
  readonly has: readonly string[];
  readonly give: string;
}

const KINDS = {
  bus: {
    has: ['eventBusArn', 'eventBusName'],
    give: "give an IEventBus, such as EventBus.fromEventBusName(stack, 'Bus', '<name>')",
  },
  searchDomain: {
    has: ['domainArn', 'domainEndpoint'],
    give: "give an IDomain, such as Domain.fromDomainEndpoint(stack, 'Domain', 'https://<host>')",
  },
  alarmTopic: { has: ['topicArn'], give: "give an ITopic, such as Topic.fromTopicArn(stack, 'OnCall', '<ARN>')" },
} satisfies Partial<Record<keyof HeadwaterProps, Kind>>;

const TABLE: Kind = {
  has: ['node', 'tableArn', 'tableName'],
  give: "give an ITable, such as Table.fromTableAttributes(stack, 'Orders', { tableArn, tableStreamArn })",
};

/** A sentence for each that is none of its kind. */
export function givenProblems({ tables, ...props }: HeadwaterProps): readonly string[] {
  const kinds = Object.entries<Kind>(KINDS).flatMap(([name, kind]) =>
    kindProblems(name, own<unknown>({ ...props }, name), kind),
  );
  if (tables === undefined) return kinds;
  if (!isRecord(tables)) return [...kinds, `tables is ${shown(tables)}: give an object by name: { <table>: <ITable> }`];
  return [...kinds, ...Object.entries(tables).flatMap(([name, one]) => kindProblems(`tables.${name}`, one, TABLE))];
}

function kindProblems(name: string, given: unknown, { has, give }: Kind): string[] {
  // Names of ours, and getters of a class are inherited.
  // eslint-disable-next-line headwater/own-properties
  if (given === undefined || (isRecord(given) && has.every((property) => Reflect.has(given, property)))) return [];
  return [`${name} is ${shown(given)}: ${give}`];
}

const TOPIC_ARN = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

/**
 * @param name the prop or context that says it
 * @returns the ARN; undefined when none is given
 * @throws PropsError for what is no ARN of a topic. A value that only the deploy knows is taken as it is
 */
export function topicArnOf(name: string, arn: unknown): string | undefined {
  if (arn === undefined || arn === null) return undefined;
  if (typeof arn === 'string' && (Token.isUnresolved(arn) || TOPIC_ARN.test(arn))) return arn;
  throw new PropsError(
    `${name} is ${shown(arn)}: copy it from the topic's page: arn:aws:sns:<region>:<account>:<name>`,
  );
}
