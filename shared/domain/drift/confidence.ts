/** What a random sample says about the whole, by Clopper and Pearson (1934): exact, whatever the size. */

/** What is left out of the confidence: 1 in 20. */
const ALPHA = 0.05;

/**
 * The share of drift in the whole that the sample excludes with 95% confidence: it is not above this. Without any drift
 * in the sample it is about 3 / n (the rule of three).
 *
 * @param drifted how many of the sample were not in step
 */
export function excludedShare(sampled: number, drifted: number): number {
  if (sampled <= 0 || drifted >= sampled) return 1;
  let [low, high] = [drifted / sampled, 1];
  // Half the interval each time: 2^-60 is below what a double tells apart here.
  for (let step = 0; step < 60; step += 1) {
    const share = (low + high) / 2;
    if (atMost(drifted, sampled, share) > ALPHA) low = share;
    else high = share;
  }
  return high;
}

/** Chance of at most `drifted` among `sampled` when a share of the whole is. In logarithms: powers of small numbers vanish. */
function atMost(drifted: number, sampled: number, share: number): number {
  if (share >= 1) return 0;
  let term = sampled * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= drifted; k += 1) {
    term += Math.log((sampled - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return sum;
}
