import { access } from 'node:fs/promises';
import { createDuckDbErasureEngine } from '../../shared/adapters/duckdb/erasure-engine.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { keyParts } from '../../shared/domain/definition/policy.ts';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import type { ErasureEngine } from '../../shared/ports/erasure-engine.ts';
import type { SnapshotStore } from '../../shared/ports/snapshot-store.ts';
import { mirrorOf } from '../analytics/mirror.ts';
import { openSearch, type SearchAccess } from '../deployment/search.ts';
import type { Deployed } from '../deployed.ts';
import { OperationError } from '../operation-error.ts';
import type { RowAddress } from '../row/item-key.ts';

/** The analytics copy, and what this machine has of it. */
export interface CopyAccess {
  readonly bucket: string;
  readonly files: BucketFiles;
  readonly engine: ErasureEngine;
  readonly snapshots: SnapshotStore;
  readonly entities: readonly Entity[];
  /** Where `query` and `history` keep files; undefined when they never ran here. */
  readonly mirror: string | undefined;
}

/** Every store of a deployment that can hold a row. */
export interface Stores {
  readonly deployed: Deployed;
  readonly search: SearchAccess | undefined;
  readonly copy: CopyAccess | undefined;
  readonly claims: BucketFiles;
  /** Where records of erasures lie: in the analytics bucket, or without one beside the large rows. */
  readonly records: BucketFiles;
}

/** One row that is to be forgotten. */
export interface ForgetTarget extends Stores {
  readonly table: TableDefinition;
  readonly entity: Entity;
  readonly address: RowAddress;
}

/** @throws OperationError when the deployment does not say where its large rows lie */
export async function openStores(deployed: Deployed): Promise<Stores> {
  const { deployment, clients } = deployed;
  // One bucket for all tables.
  const bucket = deployment.normalizers[0]?.claimsBucket;
  if (bucket === undefined) {
    throw new OperationError(
      'The deployment does not say where large rows lie: it is older than this command.',
      'Deploy again.',
    );
  }
  const claims = createS3BucketFiles(clients.s3, bucket);
  const copy = await openCopy(deployed);
  return {
    deployed,
    search: deployment.search && openSearch(deployed),
    copy,
    claims,
    records: copy?.files ?? claims,
  };
}

async function openCopy(deployed: Deployed): Promise<CopyAccess | undefined> {
  const { deployment, clients, definition, signal } = deployed;
  if (!deployment.analytics) return undefined;
  const { bucket } = deployment.analytics;
  const mirror = mirrorOf(deployed, bucket);
  const isHere = await access(mirror).then(
    () => true,
    () => false,
  );
  return {
    bucket,
    files: createS3BucketFiles(clients.s3, bucket),
    engine: createDuckDbErasureEngine(signal),
    snapshots: createS3SnapshotStore({ client: clients.s3, bucket }),
    entities: analyticsEntities(definition),
    mirror: isHere ? mirror : undefined,
  };
}

/** As the analytics copy keeps it; undefined when it does not. */
export function copiedEntity({ copy, entity }: ForgetTarget): Entity | undefined {
  return copy?.entities.find(({ name }) => name === entity.name);
}

export function isSearched({ search, entity }: ForgetTarget): boolean {
  return search?.entities.some(({ name }) => name === entity.name) ?? false;
}

export function keyFields({ table, entity }: ForgetTarget): readonly string[] {
  return keyParts(table, entity);
}
