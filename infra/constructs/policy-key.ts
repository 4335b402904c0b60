import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Consumer, HeadwaterDefinition, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { hashes } from '../../shared/domain/definition/policy.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';

export interface PolicyKeyProps {
  readonly stage: StageSettings;
  readonly key: IKey;
}

/** 64 letters and digits: more than the 256 bits that HMAC-SHA-256 can use. */
const KEY_LENGTH = 64;

/** The key that field policies hash with: made by Secrets Manager, seen by nobody, in no template. */
export class PolicyKey extends Construct {
  readonly secret: Secret;
  readonly secretArn: string;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { stage, key }: PolicyKeyProps) {
    super(scope, id);
    this.key = key;
    this.secret = new Secret(this, 'Secret', {
      description:
        'What field policies of Headwater hash with. Another value breaks every join with what is hashed already.',
      encryptionKey: key,
      generateSecretString: { passwordLength: KEY_LENGTH, excludePunctuation: true },
      removalPolicy: dataRemovalPolicy(stage),
    });
    this.secretArn = this.secret.secretArn;
    acknowledge(this.secret, {
      'AwsSolutions-SMG4':
        'Not rotated: hashes under a new key equal none under the old one, and stores, archive and analytics hold the old ones.',
    });
  }

  allowReading(caller: NodeFunction): void {
    caller.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
    caller.allow(['kms:Decrypt'], [this.key.keyArn]);
  }
}

export function tableHashes({ entities }: TableDefinition): boolean {
  return entities.some(({ policy }) => hashes(policy));
}

export function consumerHashes({ policy = {} }: Consumer): boolean {
  return Object.values(policy).some(hashes);
}

export function anyHashes({ tables, consumers }: HeadwaterDefinition): boolean {
  return tables.some(tableHashes) || consumers.some(consumerHashes);
}
