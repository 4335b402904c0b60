import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';

export interface SigningSecretProps {
  readonly stage: StageSettings;
  readonly key: IKey;
  readonly consumer: string;
}

/** 64 letters and digits are 48 bytes in base64: Standard Webhooks takes 24 to 64. */
const SECRET_LENGTH = 64;

/** Said as well as excludePunctuation: a local cloud knows only this. */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** The secret that a webhook's requests are signed with: made by Secrets Manager, in no template. */
export class SigningSecret extends Construct {
  readonly secret: Secret;
  readonly secretArn: string;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { stage, key, consumer }: SigningSecretProps) {
    super(scope, id);
    this.key = key;
    this.secret = new Secret(this, 'Secret', {
      description: `What Headwater signs the requests of consumer ${consumer} with.`,
      encryptionKey: key,
      generateSecretString: {
        passwordLength: SECRET_LENGTH,
        excludePunctuation: true,
        excludeCharacters: PUNCTUATION,
      },
      removalPolicy: dataRemovalPolicy(stage),
    });
    this.secretArn = this.secret.secretArn;
    acknowledge(this.secret, {
      'AwsSolutions-SMG4':
        'Changed by hand, together with whoever runs the receiver: the value before it stays valid meanwhile.',
    });
  }

  allowReading(caller: NodeFunction): void {
    caller.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
    caller.allow(['kms:Decrypt'], [this.key.keyArn]);
  }
}
