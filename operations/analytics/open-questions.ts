import { AthenaClient } from '@aws-sdk/client-athena';
import { createAthenaQuestions } from '../../shared/adapters/athena/questions.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { readReach } from '../../shared/adapters/s3/snapshot-reach.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { voidedIn } from '../../shared/runtime/verify/voided-record.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import type { AnalyticsQuestions } from '../../shared/ports/analytics-questions.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';
import { clientSettings } from '../deployment/clients.ts';
import type { Deployed } from '../deployed.ts';
import { mirrorOf } from './mirror.ts';
import { OperationError } from '../operation-error.ts';

export type Engine = 'duckdb' | 'athena';

export interface OpenQuestions extends AnalyticsQuestions {
  readonly engine: Engine;
  close(): void;
}

/** @throws OperationError when nothing keeps an analytics copy */
export function analyticsOf({ deployment }: Deployed): AnalyticsOutput {
  if (deployment.analytics) return deployment.analytics;
  throw new OperationError(
    'This deployment keeps no analytics copy.',
    "Add a consumer of type 'analytics' to headwater.config.ts and deploy.",
  );
}

/** DuckDB fetches what it has not got yet, once; on AWS the files stay where they are, and Athena is asked. */
export async function openQuestions(deployed: Deployed, engine?: Engine): Promise<OpenQuestions> {
  const chosen = engine ?? (deployed.target.kind === 'aws' ? 'athena' : 'duckdb');
  return chosen === 'athena' ? openAthena(deployed) : openDuckDb(deployed);
}

async function openDuckDb(deployed: Deployed): Promise<OpenQuestions> {
  const { bucket } = analyticsOf(deployed);
  const history = await openHistory({
    directory: mirrorOf(deployed, bucket),
    entities: analyticsEntities(deployed.definition),
    origin: { client: deployed.clients.s3, bucket },
    signal: deployed.signal,
  });
  for (const { key, because } of history.unreadable())
    deployed.onProgress({ of: 'analytics', step: 'leaves-out', key, because });
  return { engine: 'duckdb', query: (sql, values) => history.query(sql, values), close: () => history.close() };
}

function openAthena(deployed: Deployed): OpenQuestions {
  const { glueDatabase, workgroup, bucket } = analyticsOf(deployed);
  if (glueDatabase === undefined || workgroup === undefined) {
    throw new OperationError(
      'The deployment does not say how to ask Athena: it is older than this command.',
      'Deploy again, or ask with --engine duckdb.',
    );
  }
  const { signal } = deployed;
  const client = new AthenaClient(clientSettings(deployed.target));
  const entities = analyticsEntities(deployed.definition);
  const reachOf = ({ name }: Entity) => readReach(deployed.clients.s3, bucket, name);
  const files = createS3BucketFiles(deployed.clients.s3, bucket);
  const voidedOf = ({ name }: Entity) => voidedIn(files, name);
  const questions = createAthenaQuestions({
    client,
    workgroup,
    database: glueDatabase,
    entities,
    reachOf,
    voidedOf,
    signal,
  });
  return { engine: 'athena', query: (sql, values) => questions.query(sql, values), close: () => client.destroy() };
}
