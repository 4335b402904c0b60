/**
 * Table and index compared by plain HTTP and by hand: nothing of what it checks is used, not even the SDK. It knows the film
 * shop's rows by heart.
 */

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
type Facts = Readonly<Record<string, string>>;

/** Differences between the table's items whose film ids begin like this and what a search finds of them. */
export async function differences(prefix: string, searchEndpoint: string): Promise<readonly string[]> {
  const expected = await tableFacts(prefix);
  const found = new Map([
    ...(await searched(searchEndpoint, 'film', { prefix: { id: prefix } })),
    ...(await searched(searchEndpoint, 'stock', { prefix: { filmId: prefix } })),
  ]);
  const names = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    const [table, index] = [expected.get(name), found.get(name)].map((facts) =>
      facts ? JSON.stringify(facts) : 'none',
    );
    return table === index ? [] : [`${name}: in the table ${table}, in the index ${index}`];
  });
}

async function tableFacts(prefix: string): Promise<Map<string, Facts>> {
  const facts = new Map<string, Facts>();
  let start: Item | undefined;
  do {
    const TableName = process.env['HEADWATER_TEST_TABLE'];
    const page = (await dynamoDb('Scan', {
      TableName,
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    })) as { Items: readonly Item[]; LastEvaluatedKey?: Item };
    for (const item of page.Items) {
      const id = /^FILM#(.*)$/.exec(item['pk']?.S ?? '')?.[1] ?? '';
      const sort = item['sk']?.S ?? '';
      if (!id.startsWith(prefix)) continue;
      if (sort === 'FILM') facts.set(`film ${id}`, { title: item['title']?.S ?? '', price: plain(item['price']?.N) });
      const store = /^STOCK#(.*)$/.exec(sort)?.[1];
      if (store) {
        const [quantity, sold] = [plain(item['quantity']?.N), plain(item['sold']?.N)];
        facts.set(`stock ${id}|${store}`, { quantity, sold });
      }
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return facts;
}

export async function dynamoDb(operation: string, body: object): Promise<unknown> {
  const response = await fetch(process.env['AWS_ENDPOINT_URL'] ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return response.json();
}

interface Hit {
  readonly _source: Readonly<Record<string, unknown>>;
  readonly sort: readonly unknown[];
}

async function searched(endpoint: string, alias: string, query: object): Promise<Map<string, Facts>> {
  await fetch(`${endpoint}/${alias}/_refresh`, { method: 'POST' });
  const facts = new Map<string, Facts>();
  let after: readonly unknown[] | undefined;
  for (;;) {
    const body = { size: 1_000, query, sort: [{ '_sync.key': 'asc' }], ...(after && { search_after: after }) };
    const response = await fetch(`${endpoint}/${alias}/_search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { hits } = (await response.json()) as { hits: { hits: readonly Hit[] } };
    for (const { _source: row } of hits.hits) {
      if (alias === 'film')
        facts.set(`film ${text(row['id'])}`, { title: text(row['title']), price: text(row['price']) });
      else {
        const fact = { quantity: text(row['quantity']), sold: text(row['sold']) };
        facts.set(`stock ${text(row['filmId'])}|${text(row['store'])}`, fact);
      }
    }
    if (hits.hits.length < 1_000) return facts;
    after = hits.hits.at(-1)?.sort;
  }
}

function plain(number: string | undefined): string {
  return String(Number(number));
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
