import type { Construct } from 'constructs';
import { factsOf } from '../shared/domain/consumers/facts.ts';
import { keepersOf } from '../shared/domain/consumers/keepers.ts';
import type { Entity } from '../shared/domain/definition/entity.ts';
import type { Consumer as ConsumerDefinition, HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { longestRedeliveryDays } from '../shared/domain/retention/retention.ts';
import { allow, environmentOf } from './consumers/resources.ts';
import { Auditor } from './constructs/auditor.ts';
import { ExportBackfill } from './constructs/export-backfill.ts';
import { BackfillJobs } from './constructs/backfill-jobs.ts';
import { ChangeStream } from './constructs/change-stream.ts';
import { Compactor } from './constructs/compactor.ts';
import { Consumer } from './constructs/consumer.ts';
import type { DuckDbTarget } from './constructs/native-duckdb.ts';
import { OwnResources } from './constructs/own-resources.ts';
import { Observability } from './constructs/observability.ts';
import { consumerHashes, tableHashes } from './constructs/policy-key.ts';
import {
  type SearchAccess,
  accessToDomain,
  accessToEndpoint,
  allowAuditing,
  allowPreparing,
  allowPurging,
} from './constructs/search-access.ts';
import { SearchSetup } from './constructs/search-setup.ts';
import { TombstonePurge } from './constructs/tombstone-purge.ts';
import { distinctEntities, travellingEntities } from '../shared/domain/definition/lookup.ts';
import { deploymentName, pascalCase } from './names.ts';
import type { StageSettings } from './stages.ts';
import type { Stores } from './stores.ts';
import { writeOutputs } from './pipeline-outputs.ts';

export interface PipelineProps {
  readonly definition: HeadwaterDefinition;
  readonly stage: StageSettings;
  readonly stores: Stores;
  /** How the search domain is spoken to; emulators serve plain HTTP. */
  readonly searchScheme: 'http' | 'https';
  /** Which native DuckDB the compactor gets. */
  readonly duckDb: DuckDbTarget;
  /** SNS topic that alarms notify. @default none: alarms change colour only */
  readonly alarmTopicArn?: string;
}

/** Everything that moves changes: normalizers, consumers, and what watches them. */
export class Pipeline {
  readonly streams: readonly ChangeStream[];
  readonly consumers: readonly Consumer[];
  readonly search: SearchAccess | undefined;
  readonly backfillJobs: BackfillJobs;
  /** When the definition asks for it. */
  readonly exportBackfills: readonly ExportBackfill[];
  /** Queues that functions of one's own send to. */
  readonly ownResources: OwnResources;
  /** With a search consumer: these two, and the purge unless the archive keeps events for ever. */
  readonly searchSetup: SearchSetup | undefined;
  readonly auditor: Auditor | undefined;
  readonly tombstonePurge: TombstonePurge | undefined;
  /** With an analytics consumer. */
  readonly compactor: Compactor | undefined;
  readonly observability: Observability;
  private readonly scope: Construct;
  private readonly props: PipelineProps;
  private readonly deployment: string;

  /** @param scope what all of it is made in: the stack of the ready-made app, or a construct in somebody's own */
  constructor(scope: Construct, props: PipelineProps) {
    this.scope = scope;
    this.props = props;
    this.deployment = deploymentName(props.definition, props.stage);
    this.search = this.locateSearch();
    this.ownResources = this.makeOwnResources();
    this.streams = this.makeStreams();
    this.consumers = props.definition.consumers.map((consumer) => this.makeConsumer(consumer));
    const searching = this.consumers.filter(({ definition }) => factsOf(definition).keeps === 'search');
    const searched = distinctEntities(searching.map(({ definition }) => definition));
    const search = searching.length > 0 ? this.search : undefined;
    this.searchSetup = search && this.prepareSearch(search, searched);
    if (this.searchSetup) for (const consumer of searching) consumer.waitFor(this.searchSetup.done);
    this.tombstonePurge = search && this.purgeTombstones(search, searched);
    this.auditor = search && this.audit(search, searched);
    this.backfillJobs = new BackfillJobs(this.scope, 'BackfillJobs', { key: props.stores.key });
    this.exportBackfills = props.definition.exportBackfill === true ? this.makeExportBackfills() : [];
    this.compactor = this.compactHistory();
    this.observability = new Observability(this.scope, 'Observability', {
      deployment: this.deployment,
      streams: this.streams,
      consumers: this.consumers,
      thresholds: props.stage.alarms,
      ...(props.alarmTopicArn !== undefined && { alarmTopicArn: props.alarmTopicArn }),
    });
    writeOutputs(scope, this, props);
  }

  private locateSearch(): SearchAccess | undefined {
    const { definition, stores, searchScheme } = this.props;
    if (stores.searchDomain) return accessToDomain(stores.searchDomain, searchScheme);
    return definition.searchEndpoint === undefined
      ? undefined
      : accessToEndpoint(this.scope, definition.searchEndpoint);
  }

  private makeStreams(): ChangeStream[] {
    const { stage, stores } = this.props;
    return stores.tables.map(
      (source) =>
        new ChangeStream(this.scope, `Stream${pascalCase(source.definition.name)}`, {
          stage,
          deployment: this.deployment,
          source,
          bus: stores.changeBus.bus,
          failures: stores.failures,
          largeRows: stores.largeRows,
          ...(stores.policyKey && { policyKey: stores.policyKey }),
        }),
    );
  }

  private makeConsumer(consumer: ConsumerDefinition): Consumer {
    const { stage, stores, definition } = this.props;
    const tables = definition.tables.filter(({ entities }) =>
      entities.some(({ name }) => consumer.entities.some((subscribed) => subscribed.name === name)),
    );
    const policyKey = consumerHashes(consumer) ? stores.policyKey : undefined;
    const made = new Consumer(this.scope, `Consumer${pascalCase(consumer.name)}`, {
      stage,
      deployment: this.deployment,
      consumer,
      travelling: travellingEntities(definition, consumer),
      bus: stores.changeBus.bus,
      sources: tables.map(({ name }) => `headwater.${name}`),
      environment: {
        ...environmentOf(consumer, this.given),
        claimsBucket: stores.largeRows.bucket.bucketName,
        ...(policyKey && { policyKey: policyKey.secretArn }),
      },
    });
    stores.largeRows.allowFetching(made.function, consumer.entities);
    policyKey?.allowReading(made.function);
    allow(made.function, consumer, this.given);
    return made;
  }

  private makeOwnResources(): OwnResources {
    const { stores, definition } = this.props;
    const { tables, effects } = stores;
    return new OwnResources(this.scope, 'Own', {
      deployment: this.deployment,
      consumers: definition.consumers,
      tables,
      effects,
    });
  }

  /** What consumers' functions can be given. */
  private get given(): Parameters<typeof environmentOf>[1] {
    const { stage, stores } = this.props;
    const { consumerStores, analyticsLake: lake } = stores;
    return { stage, search: this.search, lake, own: this.ownResources, stores: consumerStores };
  }

  private makeExportBackfills(): ExportBackfill[] {
    const { stage, stores } = this.props;
    return this.streams.flatMap((stream) => {
      const source = stores.tables.find(({ definition }) => definition.name === stream.table);
      if (!source) return [];
      const { policyKey, largeRows, changeBus } = stores;
      return new ExportBackfill(this.scope, `Export${pascalCase(stream.table)}`, {
        stage,
        deployment: this.deployment,
        source,
        stream,
        consumers: this.consumers,
        bus: changeBus.bus,
        largeRows,
        jobs: this.backfillJobs,
        ...(policyKey && { policyKey }),
      });
    });
  }

  private prepareSearch(search: SearchAccess, entities: readonly Entity[]): SearchSetup {
    const setup = new SearchSetup(this.scope, 'SearchSetup', {
      stage: this.props.stage,
      deployment: this.deployment,
      endpoint: search.output.endpoint,
      entities,
    });
    allowPreparing(setup.function, search, entities);
    return setup;
  }

  private audit(search: SearchAccess, entities: readonly Entity[]): Auditor {
    const { stage, stores, definition } = this.props;
    const searching = keepersOf(definition.consumers, 'search');
    const needsKey = definition.tables.some(tableHashes) || searching.some(consumerHashes);
    const audited = stores.tables.filter((table) =>
      table.definition.entities.some(({ name }) => entities.some((entity) => entity.name === name)),
    );
    const auditor = new Auditor(this.scope, 'Auditor', {
      stage,
      deployment: this.deployment,
      endpoint: search.output.endpoint,
      tables: audited,
      ...(stores.analyticsLake && { lake: stores.analyticsLake }),
      ...(needsKey && stores.policyKey && { policyKey: stores.policyKey }),
    });
    allowAuditing(auditor.function, search, entities);
    return auditor;
  }

  private compactHistory(): Compactor | undefined {
    const { stage, stores, duckDb } = this.props;
    const { analyticsLake: lake } = stores;
    return lake && new Compactor(this.scope, 'Compactor', { stage, deployment: this.deployment, lake, duckDb });
  }

  private purgeTombstones(search: SearchAccess, entities: readonly Entity[]): TombstonePurge | undefined {
    const { stage, definition } = this.props;
    // An archive that keeps events for ever can bring any change back: tombstones stay for ever too.
    if (longestRedeliveryDays(definition) === undefined) return undefined;
    const { endpoint } = search.output;
    const purge = new TombstonePurge(this.scope, 'TombstonePurge', { stage, deployment: this.deployment, endpoint });
    allowPurging(purge.function, search, entities);
    return purge;
  }
}
