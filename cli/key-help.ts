/** What every verb that takes a key says about it: the rule is that of `readingsOf` (item-key.ts). */
export const KEY_HELP = "the key as any verb prints it, or else the parts of the entity's key as the item has them";
