/** Every IAM statement of a template as text that a reviewer reads from top to bottom. */
import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Properties that hold policy documents, by resource type. */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['AssumeRolePolicyDocument'],
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::OpenSearchService::Domain': ['AccessPolicies'],
  'AWS::Logs::ResourcePolicy': ['PolicyDocument'],
};

export function statementsOf(template: Template): string {
  const { Resources } = template.toJSON() as { Resources: Record<string, TemplateResource> };
  const sections = Object.entries(Resources).flatMap(([id, resource]) => {
    const holders = POLICIES[resource.Type] ?? [];
    const lines = holders.flatMap((holder) => documentStatements(resource.Properties?.[holder]).map(describe));
    return lines.length === 0 ? [] : [`${id}  (${resource.Type}${attachedTo(resource)})\n${lines.join('\n')}`];
  });
  return `${sections.toSorted().join('\n\n')}\n`;
}

function attachedTo({ Properties = {} }: TemplateResource): string {
  const targets = [Properties['Roles'], Properties['Queues'], Properties['Bucket'], Properties['ManagedPolicyArns']];
  const texts = targets.flatMap((target) => (target === undefined ? [] : [readable(target)]));
  return texts.length === 0 ? '' : ` of ${texts.join(', ')}`;
}

/** A document may also be JSON text with references inside. */
function documentStatements(document: unknown): readonly Statement[] {
  const parsed: unknown =
    typeof document === 'object' && document !== null && 'Statement' in document
      ? document
      : JSON.parse(readable(document));
  return (parsed as { Statement: readonly Statement[] }).Statement;
}

function describe({ Effect, Principal, Action, Resource, Condition }: Statement): string {
  const lines = [
    `  ${Effect}${Principal === undefined ? '' : ` to ${readable(Principal)}`}`,
    ...[Action].flat().map((action) => `    ${action}`),
    ...(Resource === undefined ? [] : [Resource].flat().map((resource) => `      on ${readable(resource)}`)),
    ...(Condition === undefined ? [] : [`      if ${readable(Condition)}`]),
  ];
  return lines.join('\n');
}

/** References in angle brackets: `<LogicalId.Arn>`; imports by the name of the export, without its hash. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(readable).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [name, argument] = Object.entries(value)[0] ?? [];
  switch (name) {
    case 'Ref':
      return `<${String(argument)}>`;
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return `<${String(argument).replace(/^.*:ExportsOutput(?:FnGetAtt|Ref)/, '')}>`;
    case 'Fn::Join': {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map(readable).join(delimiter);
    }
    case undefined:
    default:
      return Object.entries(value)
        .map(([key, inner]) => `${key} ${readable(inner)}`)
        .join('; ');
  }
}
