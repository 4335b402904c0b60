import { Stack } from 'aws-cdk-lib/core';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResourcePolicy, LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDomain, EngineVersion, type IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import { type SearchSize, type StageSettings, dataRemovalPolicy } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';

export interface SearchDomainProps {
  readonly stage: StageSettings;
  /** The domain's name: known before it exists, so that its policy and the functions' can name its ARN. */
  readonly name: string;
  readonly key: IKey;
}

/** The newest engine of OpenSearch Service; the local cloud runs 3.8. */
const ENGINE = EngineVersion.OPENSEARCH_3_7.version;

const REQUESTS = ['Get', 'Head', 'Post', 'Put', 'Delete'].map((method) => `es:ESHttp${method}`);
const SLOW_LOGS = ['INDEX_SLOW_LOGS', 'SEARCH_SLOW_LOGS', 'ES_APPLICATION_LOGS'];

/** Where a domain is. */
export interface DomainPlace {
  readonly domainName: string;
  readonly domainArn: string;
  /** Host, without scheme. */
  readonly host: string;
  /** These three when Headwater makes it. */
  readonly domain?: CfnDomain;
  readonly logs?: LogGroup;
  readonly logPolicy?: CfnResourcePolicy;
}

export function givenDomain({ domainName, domainArn, domainEndpoint }: IDomain): DomainPlace {
  return { domainName, domainArn, host: domainEndpoint };
}

/**
 * The OpenSearch domain: encrypted, HTTPS only, and reached by IAM alone. CfnDomain, because the L2 sets access policy
 * and log permissions by custom resources of its own with rights on every domain.
 */
export class SearchDomain extends Construct implements DomainPlace {
  readonly domainName: string;
  readonly domainArn: string;
  /** Host, without scheme. */
  readonly host: string;
  readonly domain: CfnDomain;
  readonly logs: LogGroup;
  /** What lets the domain write its logs. */
  readonly logPolicy: CfnResourcePolicy;

  constructor(scope: Construct, id: string, props: SearchDomainProps) {
    super(scope, id);
    const { stage, name, key } = props;
    this.domainName = name;
    this.domainArn = Stack.of(this).formatArn({ service: 'es', resource: 'domain', resourceName: name });

    this.logs = new LogGroup(this, 'Logs', { retention: stage.logRetention, removalPolicy: dataRemovalPolicy(stage) });
    this.logPolicy = this.letDomainLog(this.logs);
    this.domain = new CfnDomain(this, 'Domain', {
      domainName: name,
      engineVersion: ENGINE,
      clusterConfig: clusterConfig(stage.search),
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: stage.search.volumeGiB },
      encryptionAtRestOptions: { enabled: true, kmsKeyId: key.keyId },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      accessPolicies: this.accessPolicy(),
      logPublishingOptions: Object.fromEntries(
        SLOW_LOGS.map((type) => [type, { enabled: true, cloudWatchLogsLogGroupArn: this.logs.logGroupArn }]),
      ),
    });
    // Without it every change of the engine's version would replace the domain, and its indices with it.
    this.domain.cfnOptions.updatePolicy = { enableVersionUpgrade: true };
    this.domain.applyRemovalPolicy(dataRemovalPolicy(stage));
    this.domain.node.addDependency(this.logPolicy);
    this.host = this.domain.attrDomainEndpoint;
    acknowledgeFindings(this.domain, stage);
  }

  /** The account alone; who inside it may do what, its own IAM policies say. */
  private accessPolicy(): PolicyDocument {
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          principals: [new AccountRootPrincipal()],
          actions: REQUESTS,
          resources: [`${this.domainArn}/*`],
        }),
      ],
    });
  }

  private letDomainLog(logs: LogGroup): CfnResourcePolicy {
    const statement = new PolicyStatement({
      principals: [new ServicePrincipal('es.amazonaws.com')],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logs.logGroupArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        ArnLike: { 'aws:SourceArn': this.domainArn },
      },
    });
    return new CfnResourcePolicy(this, 'MayLog', {
      policyName: `${this.domainName}-search-logs`,
      policyDocument: Stack.of(this).toJsonString(new PolicyDocument({ statements: [statement] })),
    });
  }
}

function clusterConfig(size: SearchSize): CfnDomain.ClusterConfigProperty {
  const { instanceType, instances, zones, managers } = size;
  return {
    instanceType,
    instanceCount: instances,
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
    dedicatedMasterEnabled: managers !== undefined,
    ...(managers && { dedicatedMasterType: managers.instanceType, dedicatedMasterCount: managers.instances }),
    // Standby keeps a third of the nodes idle, and asks for it to be paid.
    multiAzWithStandbyEnabled: false,
  };
}

function acknowledgeFindings(domain: CfnDomain, stage: StageSettings): void {
  acknowledge(domain, {
    'AwsSolutions-OS1':
      'Not in a VPC: every request is signed and the policy admits this account only; a VPC would put each function behind NAT and endpoints that cost more than dev as a whole.',
    'AwsSolutions-OS3':
      'Callers are Lambda functions outside a VPC, which have no fixed addresses to list: IAM decides.',
    ...(stage.search.managers === undefined && {
      'AwsSolutions-OS4': 'A single node for development manages itself.',
    }),
    ...(stage.search.zones === 1 && {
      'AwsSolutions-OS7': 'A single node for development; its indices can be built again from the table.',
    }),
  });
}
