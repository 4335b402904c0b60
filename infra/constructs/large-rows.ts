import { Duration } from 'aws-cdk-lib/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CLAIM_PREFIX } from '../../shared/domain/change/claim.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { claimDays } from '../../shared/domain/retention/retention.ts';
import type { StageSettings } from '../stages.ts';
import { dataBucket } from './data-bucket.ts';
import type { NodeFunction } from './node-function.ts';

export interface LargeRowsProps {
  readonly stage: StageSettings;
  readonly key: IKey;
  /** Days the archive keeps events, 0 for ever. */
  readonly archiveDays: number;
}

/** Where rows lie that are too large for an event, for longer than any event that refers to them can come. */
export class LargeRows extends Construct {
  readonly bucket: Bucket;
  readonly key: IKey;

  constructor(scope: Construct, id: string, { stage, key, archiveDays }: LargeRowsProps) {
    super(scope, id);
    this.key = key;
    const abandoned = { abortIncompleteMultipartUploadAfter: Duration.days(1) };
    const days = claimDays({ archiveDays });
    // Not versioned: an object's name comes from its content. An archive that keeps events for ever keeps their rows.
    this.bucket = dataBucket(this, 'Bucket', {
      stage,
      key,
      lifecycleRules:
        days === undefined ? [abandoned] : [abandoned, { prefix: CLAIM_PREFIX, expiration: Duration.days(days) }],
    });
  }

  allowStoring(caller: NodeFunction): void {
    const { bucketArn, encryptionKey } = this.bucket;
    caller.allowWithin(['s3:PutObject'], bucketArn, `/${CLAIM_PREFIX}*`, REASON);
    if (encryptionKey) caller.allow(['kms:GenerateDataKey'], [encryptionKey.keyArn]);
  }

  /** Rows of these entities only: what a consumer does not subscribe to it does not read here, either. */
  allowFetching(caller: NodeFunction, entities: readonly Entity[]): void {
    const { bucketArn, encryptionKey } = this.bucket;
    for (const { name } of entities) {
      caller.allowWithin(['s3:GetObject'], bucketArn, `/${CLAIM_PREFIX}${name}/*`, REASON);
    }
    // Without it S3 answers 403 for an object that is gone: it would be tried again for ever.
    caller.allow(['s3:ListBucket'], [bucketArn]);
    if (encryptionKey) caller.allow(['kms:Decrypt'], [encryptionKey.keyArn]);
  }
}

const REASON = "An object's name comes from its content.";
