/**
 * What CloudFormation and the services refuse in the middle of a deploy, because a definition has grown: told at synth, with the count.
 * What the CDK itself holds (the length of names and descriptions, ranges of numbers) is not here.
 */
import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import { isRecord } from '../shared/domain/definition/shape.ts';
import { own } from '../shared/domain/own.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;
const MOST_OUTPUTS = 200;
const MOST_PARAMETERS = 200;
const MOST_TEMPLATE_BYTES = 1_000_000;

/** Of what stands in for a value that only the deploy knows: an ARN, a URL. */
const UNKNOWN = 'x'.repeat(120);

interface Limit {
  readonly type: string;
  readonly property: readonly string[];
  readonly most: number;
  readonly what: string;
}

/**
 * - environment: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * - queue's policy: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
const LIMITS: readonly Limit[] = [
  { type: 'AWS::Lambda::Function', property: ['Environment', 'Variables'], most: 4_096, what: 'its environment' },
  { type: 'AWS::SQS::QueuePolicy', property: ['PolicyDocument'], most: 8_192, what: 'its policy' },
];

/** Before the synth: the CDK refuses too many resources with a stack trace. @returns a sentence for each stack that has too many */
export function resourceProblems(stack: Stack): readonly string[] {
  const all = stack.node
    .findAll()
    .flatMap((one) => (CfnResource.isCfnResource(one) && one.stack === stack ? [one.cfnResourceType] : []));
  if (all.length <= MOST_RESOURCES) return [];
  const counts = Object.entries(Object.groupBy(all, (type) => type))
    .map(([type, some = []]) => ({ type, count: some.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ type, count }) => `${count} ${type}`);
  const message = `stack ${stack.stackName} has ${all.length} resources, and CloudFormation takes ${MOST_RESOURCES}: most are ${counts.join(', ')}`;
  return [`${message}. ${FEWER}`];
}

/** Measured with 60 entities of 30 fields: the stack of stores has 683 resources with them, and 203 in 0.39 MB without. */
const FEWER =
  'eventSchemas: false and entityQueries: false in the settings of the stage leave out eight resources of each entity, which Headwater ' +
  'itself does not read; or divide the tables among two apps.';

/** @param text the template as it was written @returns a sentence for it, and for each resource of it, that is too large */
export function templateProblems(stackName: string, text: string): readonly string[] {
  const parts: unknown = JSON.parse(text);
  const size = Buffer.byteLength(text);
  const resources = entriesOf(parts, 'Resources');
  return [
    ...(size > MOST_TEMPLATE_BYTES
      ? [
          `stack ${stackName} makes a template of ${thousands(size)} bytes, and CloudFormation takes ${thousands(MOST_TEMPLATE_BYTES)}. ${FEWER}`,
        ]
      : []),
    ...tooMany(stackName, 'outputs', entriesOf(parts, 'Outputs').length, MOST_OUTPUTS),
    ...tooMany(stackName, 'parameters', entriesOf(parts, 'Parameters').length, MOST_PARAMETERS),
    ...resources.flatMap(([id, resource]) => sizeProblems(stackName, id, resource)),
  ];
}

function tooMany(stack: string, what: string, count: number, most: number): readonly string[] {
  return count > most ? [`stack ${stack} has ${count} ${what}, and CloudFormation takes ${most}.`] : [];
}

function sizeProblems(stack: string, id: string, resource: unknown): readonly string[] {
  if (!isRecord(resource)) return [];
  return LIMITS.filter(({ type }) => type === own(resource, 'Type')).flatMap(({ type, property, most, what }) => {
    const value = property.reduce<unknown>(
      (at, name) => (isRecord(at) ? own(at, name) : undefined),
      own(resource, 'Properties'),
    );
    const size = value === undefined ? 0 : Buffer.byteLength(textOf(value));
    if (size <= most) return [];
    return [
      `stack ${stack}, ${type} ${id}: ${what} has about ${thousands(size)} bytes, and ${thousands(most)} are the most.`,
    ];
  });
}

/** As the service gets it: with what only the deploy knows filled in. */
function textOf(value: unknown): string {
  const known = withUnknown(value);
  return typeof known === 'string' ? known : JSON.stringify(known);
}

function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (!isRecord(value)) return value;
  const [[name, given] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withUnknown(one)]));
  }
  const [separator, list] = (name === 'Fn::Join' && Array.isArray(given) ? given : []) as readonly unknown[];
  return Array.isArray(list) ? list.map((one) => textOf(one)).join(String(separator)) : UNKNOWN;
}

function entriesOf(template: unknown, section: string): [string, unknown][] {
  const found = isRecord(template) ? own(template, section) : undefined;
  return isRecord(found) ? Object.entries(found) : [];
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}
