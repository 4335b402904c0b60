import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { Construct } from 'constructs';
import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { eventSchemas, type EventSchema } from '../../shared/dialects/eventbridge/event-schema.ts';
import { pascalCase } from '../names.ts';

export interface SchemaRegistryProps {
  /** The registry's name, once per account and region. */
  readonly name: string;
  readonly tables: readonly TableDefinition[];
}

/** Characters of a schema's content: https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html */
const LONGEST_CONTENT = 100_000;

/**
 * What travels on the bus, for other teams to generate their types from: a schema per detail-type. The registry keeps every
 * content that a schema had, as versions of its own.
 */
export class SchemaRegistry extends Construct {
  readonly registry: CfnRegistry;
  /** By detail-type and version. */
  readonly schemas: ReadonlyMap<string, CfnSchema>;

  /** @throws HeadwaterError HW_CONFIG when an entity has too many fields for the registry */
  constructor(scope: Construct, id: string, { name, tables }: SchemaRegistryProps) {
    super(scope, id);
    this.registry = new CfnRegistry(this, 'Registry', {
      registryName: name,
      description: 'Events of changed rows, from Headwater',
    });
    const schemas = tables.flatMap((table) =>
      table.entities.flatMap((entity) => eventSchemas(`headwater.${table.name}`, entity)),
    );
    this.schemas = new Map(schemas.map((schema) => [schema.name, this.publish(this.registry, schema)]));
  }

  private publish(registry: CfnRegistry, { name, description, document }: EventSchema): CfnSchema {
    const content = JSON.stringify(document);
    if (content.length > LONGEST_CONTENT) {
      throw new HeadwaterError(
        'HW_CONFIG',
        `${name}: its schema has ${content.length} characters, and a registry takes ${LONGEST_CONTENT}: use fewer fields, or json()`,
      );
    }
    // The id is made of the name, so that a schema keeps its versions whatever else is declared beside it.
    const schema = new CfnSchema(this, pascalCase(name.replaceAll(/[.@]/g, '-')), {
      // By name, not by attribute: the placeholder of a cloud without registries has none.
      registryName: registry.registryName ?? '',
      schemaName: name,
      // Of the two types that there are, the one that discovery and code bindings speak.
      type: 'OpenApi3',
      description,
      content,
    });
    schema.addResourceDependency(registry);
    return schema;
  }
}
