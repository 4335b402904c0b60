/** Numbers that carry a check digit: a payment card's (ISO/IEC 7812, Luhn) and a bank account's (IBAN, ISO 13616). */

/** The issuers' first digits: Mastercard 2 and 5, American Express and Diners 3, Visa 4, Discover and Maestro 6. */
const CARD = /^[2-6]\d{12,18}$/;

export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '');
  if (!CARD.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

export function isIban(text: string): boolean {
  const bare = text.replaceAll(/[ -]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(bare)) return false;
  // Letters count as 10 to 35; the remainder is taken digit by digit.
  const digits = Array.from(bare.slice(4) + bare.slice(0, 4), (char) => String(Number.parseInt(char, 36))).join('');
  return Array.from(digits).reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
