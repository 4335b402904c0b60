import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';

export interface DataBucketProps {
  readonly stage: StageSettings;
  readonly key: IKey;
  readonly lifecycleRules: LifecycleRule[];
}

/** A bucket that holds rows: TLS only, closed to the public, encrypted with our key. */
export function dataBucket(scope: Construct, id: string, { stage, key, lifecycleRules }: DataBucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    // One request to KMS for many objects: 99% less of its cost.
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: dataRemovalPolicy(stage),
    autoDeleteObjects: !stage.protectData,
    lifecycleRules,
  });
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'No server access logs: they would need a bucket of their own, are delivered late and incompletely, and CloudTrail data events are the account-wide choice.',
  });
  return bucket;
}
