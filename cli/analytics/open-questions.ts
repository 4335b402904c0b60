import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { layoutAt } from '../../local/layout.ts';
import { createAthenaQuestions } from '../../shared/adapters/athena/questions.ts';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { readReach } from '../../shared/adapters/s3/snapshot-reach.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { voidedIn } from '../../shared/runtime/verify/voided-record.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import type { AnalyticsQuestions } from '../../shared/ports/analytics-questions.ts';
import type { AnalyticsOutput } from '../../shared/runtime/deployment.ts';
import { clientSettings } from '../cloud/clients.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';

export type Engine = 'duckdb' | 'athena';

export interface OpenQuestions extends AnalyticsQuestions {
  readonly engine: Engine;
  close(): void;
}

/** @throws CommandError when nothing keeps an analytics copy */
export function analyticsOf({ deployment }: DeployedSession): AnalyticsOutput {
  if (deployment.analytics) return deployment.analytics;
  throw new CommandError(
    'This deployment keeps no analytics copy.',
    "Add a consumer of type 'analytics' to headwater.config.ts and deploy.",
  );
}

/** DuckDB fetches what it has not got yet, once; on AWS the files stay where they are, and Athena is asked. */
export async function openQuestions(session: DeployedSession, engine?: Engine): Promise<OpenQuestions> {
  const chosen = engine ?? (session.target.kind === 'aws' ? 'athena' : 'duckdb');
  return chosen === 'athena' ? openAthena(session) : openDuckDb(session);
}

async function openDuckDb(session: DeployedSession): Promise<OpenQuestions> {
  const { bucket } = analyticsOf(session);
  const history = await openHistory({
    directory: join(layoutAt().root, 'analytics', bucket),
    entities: analyticsEntities(session.definition),
    origin: { client: session.clients.s3, bucket },
    signal: session.signal,
  });
  for (const { key, because } of history.unreadable())
    session.terminal.note(
      `${key} cannot be read, and the answer is without it: ${because}. \`npx headwater set-aside\` takes it away.`,
    );
  return { engine: 'duckdb', query: (sql, values) => history.query(sql, values), close: () => history.close() };
}

function openAthena(session: DeployedSession): OpenQuestions {
  const { glueDatabase, workgroup, bucket } = analyticsOf(session);
  if (glueDatabase === undefined || workgroup === undefined) {
    throw new CommandError(
      'The deployment does not say how to ask Athena: it is older than this command.',
      'Deploy again, or ask with --engine duckdb.',
    );
  }
  const { signal } = session;
  const client = new AthenaClient(clientSettings(session.target));
  const entities = analyticsEntities(session.definition);
  const reachOf = ({ name }: Entity) => readReach(session.clients.s3, bucket, name);
  const files = createS3BucketFiles(session.clients.s3, bucket);
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
