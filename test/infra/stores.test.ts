import { Match, type Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { film } from '../fixtures/shop/entities.ts';
import headwater from '../fixtures/shop/headwater.config.ts';
import { partitionOf } from '../../shared/dialects/s3/history-key.ts';
import { glueColumns } from '../../shared/dialects/glue/columns.ts';
import { readable } from './support/statements.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { storesTemplate } = synthesize({ stage: 'dev' });

test('the table streams both images, can be restored to any second, and costs nothing idle', () => {
  storesTemplate.hasResourceProperties('AWS::DynamoDB::Table', {
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
    TimeToLiveSpecification: { AttributeName: 'offerEndsAt', Enabled: true },
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
});

test('buckets are closed to the public, encrypted with our key, and refuse plain HTTP and old TLS', () => {
  const buckets = Object.values(resourcesOf(storesTemplate, 'AWS::S3::Bucket'));
  expect(buckets).toHaveLength(3);
  for (const { Properties } of buckets) {
    expect(Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(JSON.stringify(Properties['BucketEncryption'])).toMatch(/"BucketKeyEnabled":true.*"SSEAlgorithm":"aws:kms"/);
  }
  for (const { Properties } of Object.values(resourcesOf(storesTemplate, 'AWS::S3::BucketPolicy'))) {
    const policy = JSON.stringify(Properties);
    expect(policy).toContain('"Bool":{"aws:SecureTransport":"false"}');
    expect(policy).toContain('"NumericLessThan":{"s3:TlsVersion":1.2}');
  }
});

test('large rows outlive the archive and all that can wait behind the bus', () => {
  const rules = (template: Template): unknown =>
    resource(template, 'AWS::S3::Bucket', 'LargeRows').Properties['LifecycleConfiguration'];
  const expiry = (days: number) => ({ Prefix: 'claims/', Status: 'Enabled', ExpirationInDays: days });
  expect(rules(storesTemplate)).toMatchObject({ Rules: [{}, expiry(30 + 38)] });
  expect(rules(synthesize({}, { ...headwater, archiveDays: 7 }).storesTemplate)).toMatchObject({
    Rules: [{}, expiry(7 + 38)],
  });
});

test('an archive that keeps events for ever keeps their large rows', () => {
  const { storesTemplate: forEver } = synthesize({}, { ...headwater, archiveDays: 0 });
  expect(JSON.stringify(resource(forEver, 'AWS::S3::Bucket', 'LargeRows'))).not.toContain('Expiration');
});

test('the search domain is encrypted, HTTPS only, and admits this account alone', () => {
  storesTemplate.hasResourceProperties('AWS::OpenSearchService::Domain', {
    EncryptionAtRestOptions: { Enabled: true, KmsKeyId: Match.anyValue() },
    NodeToNodeEncryptionOptions: { Enabled: true },
    DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
  });
  const { AccessPolicies } = resource(storesTemplate, 'AWS::OpenSearchService::Domain', 'Search').Properties;
  const { Statement } = AccessPolicies as { Statement: { Principal: { AWS: unknown }; Resource: unknown }[] };
  expect(Statement.map(({ Principal }) => readable(Principal.AWS))).toEqual([
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
  ]);
  expect(readable(Statement[0]?.Resource)).toMatch(/:domain\/headwater-dev\/\*$/);
});

test('the archive keeps our events of the bus for 30 days', () => {
  storesTemplate.hasResourceProperties('AWS::Events::Archive', {
    RetentionDays: 30,
    EventPattern: { source: ['headwater.shop'] },
  });
});

test('Glue knows a table per entity, with its columns and computed partitions', () => {
  const { TableInput } = resource(storesTemplate, 'AWS::Glue::Table', 'AnalyticsTableFilm').Properties;
  const table = TableInput as { Parameters: Record<string, unknown>; StorageDescriptor: Record<string, unknown> };
  expect(table.StorageDescriptor['Columns']).toEqual(
    glueColumns(film).map(({ name, type }) => ({ Name: name, Type: type })),
  );
  expect(table.Parameters['projection.enabled']).toBe('true');
  expect(readable(table.Parameters['storage.location.template'])).toMatch(
    /^s3:\/\/<AnalyticsBucket\w+>\/history\/entity=film\/date=\$\{date\}\/hour=\$\{hour\}\/$/,
  );
});

test('Glue looks for objects where the archiver puts them', () => {
  const folder = partitionOf('film', '2026-11-23T18:52:07Z');
  const { TableInput } = resource(storesTemplate, 'AWS::Glue::Table', 'AnalyticsTableFilm').Properties;
  const { Parameters } = TableInput as { Parameters: Record<string, unknown> };
  const template = readable(Parameters['storage.location.template']);
  const location = template.replace('${date}', '2026-11-23').replace('${hour}', '18');
  expect(location.endsWith(`/${folder}/`)).toBe(true);
});

test('every named query of the definition is saved in the workgroup, as text that knows only the tables of files', () => {
  const saved = Object.values(storesTemplate.findResources('AWS::Athena::NamedQuery'));
  const names = saved.map(({ Properties }) => (Properties as { Name: string }).Name);

  expect(names.toSorted()).toEqual(
    ['film', 'stock']
      .flatMap((entity) => ['as-of', 'changes-per-hour', 'current', 'row-history'].map((one) => `${entity}-${one}`))
      .concat('films-per-genre', 'films-that-left', 'revenue-by-day')
      .toSorted(),
  );
  storesTemplate.hasResourceProperties('AWS::Athena::NamedQuery', {
    Name: 'revenue-by-day',
    QueryString: Match.stringLikeRegexp(
      '^WITH stock_history AS \\([^;]*FROM "headwater_dev"."stock"[^;]*\\), steps AS',
    ),
  });
});

test('Athena stops a query that scans too much, and encrypts its results', () => {
  storesTemplate.hasResourceProperties('AWS::Athena::WorkGroup', {
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 10 * 2 ** 30,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
    },
  });
});

test('the key rotates', () => {
  storesTemplate.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
});
