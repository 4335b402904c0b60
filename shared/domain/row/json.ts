/** A JSON value. Rows, events and dead letters hold nothing else. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** The plain JSON of an item after its entity's schema: attribute name -> value. */
export type Row = JsonObject;
