import { DescribeDomainCommand, type OpenSearchClient } from '@aws-sdk/client-opensearch';

/**
 * The state of the search domain that Headwater made, in words: `active`, `being changed`, `being deleted`. An index that
 * does not answer is often a domain that is being changed.
 */
export async function domainState(client: OpenSearchClient, domainName: string): Promise<string> {
  try {
    const { DomainStatus } = await client.send(new DescribeDomainCommand({ DomainName: domainName }));
    const { Created, Deleted, Processing, EngineVersion = 'unknown version' } = DomainStatus ?? {};
    const state = Deleted ? 'being deleted' : Processing ? 'being changed' : Created ? 'active' : 'being made';
    return `${domainName}, ${EngineVersion}, ${state}`;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return `${domainName}, gone`;
    throw error;
  }
}
