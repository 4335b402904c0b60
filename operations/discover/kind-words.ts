/** Words that programs call kinds of items by: a literal that is none of them may be a tenant, a person or a diagnosis. */
import { PEOPLE } from './personal-words.ts';
import { isTenancy } from './key-segments.ts';
import { wordsOf } from './words.ts';

const KINDS = new Set(
  (
    'account activity address agent alert answer api app appointment article artist asset assignment attachment audit auth ' +
    'author badge balance bank basket batch bid bill board body book booking branch brand budget bucket build campaign card ' +
    'cart case catalog category channel chapter chat claim class clinic code collection comment commit config configuration ' +
    'connection content contract conversation coupon course credit data day deal debit default delivery department deposit ' +
    'detail device directory discount doc document draft edge email employee endpoint enrollment entity entry episode error ' +
    'estimate event exam expense favorite feature feed feedback field file film flag flight folder follow follower form forum ' +
    'friend game genre goal grant hash head header history holiday host hotel identity image import index info ingredient ' +
    'instance inventory invite invitation invoice issue item job key label ledger lesson level library like line link list ' +
    'listing location lock log loan lookup main manifest map match measurement media meeting member membership menu message ' +
    'meta metadata meter metric migration model module month movie name note notification object offer option order owner ' +
    'package page part participant party payment payout permission phone photo plan playlist point policy poll position post ' +
    'preference price process product profile program progress project promotion property purchase question queue quiz quote ' +
    'rate rating reaction reading receipt recipe record reference refund region registration relation release reminder rent ' +
    'reply report request reservation resource response result return review reward role room root route row rule sale sample ' +
    'schedule schema score screen season seat secret section seller sensor sequence series service session setting setup ' +
    'shift shipment show site sku slot snapshot song source space staff stat state statistics status step stock store stream ' +
    'student subject submission subscription summary supplier survey system tag target task tax team template tenant test ' +
    'theme thread ticket time token topic track transaction transfer trip type unit update upload url usage vehicle vendor ' +
    'version video view visit vote voucher wallet warehouse webhook week wish wishlist workflow workspace year zone ' +
    'acct app cat cust dept doctype emp grp inv loc mgr msg org pat prod proj txn usr'
  ).split(' '),
);

/** `glorbId` says that there are glorbs; `schmidtAmount` says nothing of the kind. */
const IDS: ReadonlySet<string> = new Set(['id', 'no', 'number', 'code', 'key']);

/** Whether it is called like a kind: by its last word, or by one that names an id of the items. */
export function isKindWord(word: string, attributes: readonly string[] = []): boolean {
  if (/^[$@_]+[A-Za-z]/.test(word)) return true;
  const own = wordsOf(word.replace(/\d+$/, '')).filter((one) => !/^(v?\d+)$/.test(one));
  const last = own.at(-1);
  if (last === undefined) return false;
  const forms = [last, last.replace(/s$/, ''), last.replace(/es$/, ''), last.replace(/ies$/, 'y')];
  if (forms.some((one) => KINDS.has(one) || PEOPLE.has(one)) || isTenancy(last)) return true;
  return attributes.some((name) => {
    const [first = '', ...others] = wordsOf(name);
    return others.length === 1 && IDS.has(others[0] ?? '') && forms.includes(first);
  });
}

/** Of the words that recognise an entity those that nobody calls a kind by. A single letter is nobody's name. */
export function unknownWordDoubts(words: readonly string[], attributes: readonly string[]): readonly string[] {
  const unknown = words.filter((word) => /[\p{L}\d]{2}/u.test(word) && !isKindWord(word, attributes));
  if (unknown.length === 0) return [];
  return [
    'Doubt: a word that recognises it is no usual name of a kind. Is it nobody, and no value such as a diagnosis?',
  ];
}
