/** Faults that our local cloud makes on request (local/cloud/faults.py); no other cloud has them. */
export interface Faults {
  readonly putEvents?: {
    readonly failEntries?: number;
    readonly failRate?: number;
    readonly seed?: number;
    readonly errorCode?: string;
  };
  readonly sqsDeliveries?: { readonly duplicate: number };
  readonly streamDeliveries?: { readonly duplicate: number };
}

export async function planFaults(faults: Faults): Promise<void> {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL ?? ''}/_headwater/faults`, {
    method: 'PUT',
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the local cloud refused the faults: ${await response.text()}`);
}
