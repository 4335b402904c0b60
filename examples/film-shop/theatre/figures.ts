/** 12345 -> "12,345" */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

/** "1 dead letter", "1,234 dead letters" */
export function count(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? '' : 's'}`;
}
