/** What answers at an endpoint, and what of ours it cannot provision. */
export interface CloudKind {
  readonly name: 'headwater' | 'ministack' | 'localstack' | 'unknown';
  /** CloudFormation resource types to leave out of the templates. */
  readonly omit: readonly string[];
  /** Whether the archive must be made through the API, as CloudFormation there does not know it. */
  readonly archiveByApi: boolean;
}

/** Schemas are for people: a cloud without a registry lacks nothing that runs. */
const SCHEMA_TYPES = ['AWS::EventSchemas::Registry', 'AWS::EventSchemas::Schema'];

const KINDS: readonly (CloudKind & { readonly path: string })[] = [
  { name: 'headwater', path: '/_headwater/not-emulated', omit: [], archiveByApi: false },
  {
    name: 'ministack',
    path: '/_ministack/health',
    omit: ['AWS::Events::Archive', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Athena::NamedQuery', ...SCHEMA_TYPES],
    archiveByApi: true,
  },
  { name: 'localstack', path: '/_localstack/health', omit: SCHEMA_TYPES, archiveByApi: false },
];

/** Asks the endpoint for what only one kind of cloud answers. */
export async function detectCloud(endpoint: string): Promise<CloudKind> {
  for (const { path, ...kind } of KINDS) {
    const response = await fetch(`${endpoint}${path}`, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    if (response.ok) return kind;
  }
  return { name: 'unknown', omit: [], archiveByApi: false };
}
