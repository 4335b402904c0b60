/** Words in names of attributes that hold what belongs to a person, in English and in some of its neighbours. */
import type { FoundProtection } from './found.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

interface PersonalWords {
  readonly words: ReadonlySet<string>;
  readonly protection: FoundProtection;
  readonly what: string;
  /** Whether `<word>Id` is as personal. */
  readonly ids?: true;
}

export const PERSONAL_WORDS: readonly PersonalWords[] = [
  { words: words('email mail emails emailaddress correo courriel'), protection: 'hash', what: 'an e-mail address' },
  {
    words: words(
      'phone mobile tel telephone fax cellphone msisdn whatsapp phones phonenumber telefon telefono telefone',
    ),
    protection: 'mask',
    what: 'a phone number',
  },
  {
    words: words(
      'firstname lastname fullname surname forename fname lname middlename maiden givenname familyname nickname username ' +
        'screenname vorname nachname prenom apellido apellidos cognome nom nick login signature pseudo achternaam voornaam sobrenome',
    ),
    protection: 'mask',
    what: 'a name',
  },
  {
    words: words(
      'birthday birthdate dob birth dateofbirth geburtsdatum bday naissance nacimiento geburtstag geburt nascita nascimento geboortedatum',
    ),
    protection: 'drop',
    what: 'a date of birth',
  },
  {
    words: words(
      'password passwd passwort pwd pw passphrase secret secrets pin cvv cvc cvv2 apikey accesskey secretkey privatekey otp totp mfa token tokens accesstoken refreshtoken sessiontoken authtoken idtoken credential credentials' +
        ' jwt bearer mdp motdepasse wachtwoord contrasena contraseña senha kennwort sessionid',
    ),
    protection: 'drop',
    what: 'a secret',
  },
  {
    words: words(
      'ssn nino passport passportnumber iban creditcard debitcard cardnumber cardno taxid vat nin bsn curp cpf dni nif last4 nir steuernr steuernummer steuerid svnr kvnr ausweis driverlicense driverslicense driverlicence insuranceno insurancenumber policyno bic kontonummer bankverbindung cardexp',
    ),
    protection: 'hash',
    what: 'an official number',
    ids: true,
  },
  { words: words('ip ipaddress ipv4 ipv6 ips'), protection: 'hash', what: 'an IP address' },
  { words: words('imei imsi idfa gaid fingerprint'), protection: 'hash', what: 'a device of a person', ids: true },
  {
    words: words('twitter instagram facebook linkedin telegram skype snapchat tiktok mastodon'),
    protection: 'mask',
    what: 'an account of a person',
  },
  { words: words('avatar avatarurl selfie portrait headshot'), protection: 'drop', what: 'a picture of a person' },
  { words: words('plate licenseplate numberplate vin'), protection: 'hash', what: 'of a vehicle, and so of its owner' },
  {
    words: words(
      'gender sex religion ethnicity disability diagnosis allergies allergy salary wage wages income marital medical konfession bloodtype bloodgroup blutgruppe gehalt',
    ),
    protection: 'drop',
    what: 'about a person',
  },
];

export const ADDRESS_WORDS = words(
  'street address addressline line1 line2 zip zipcode postcode postal postalcode apartment plz strasse adresse direccion indirizzo',
);

/** Two words that stand together. */
export const OFFICIAL_PAIRS: readonly (readonly [string, string, FoundProtection, string])[] = [
  ['insurance', 'no', 'hash', 'an official number'],
  ['insurance', 'number', 'hash', 'an official number'],
  ['driver', 'license', 'hash', 'an official number'],
  ['drivers', 'license', 'hash', 'an official number'],
  ['driver', 'licence', 'hash', 'an official number'],
  ['driving', 'licence', 'hash', 'an official number'],
  ['driving', 'license', 'hash', 'an official number'],
  ['card', 'exp', 'hash', 'an official number'],
  ['card', 'expiry', 'hash', 'an official number'],
  ['steuer', 'nr', 'hash', 'an official number'],
  ['session', 'id', 'drop', 'a secret'],
  ['mot', 'passe', 'drop', 'a secret'],
  ['blood', 'type', 'drop', 'about a person'],
  ['blood', 'group', 'drop', 'about a person'],
  ['post', 'code', 'mask', 'part of an address'],
  ['house', 'number', 'drop', 'part of an address'],
  ['tax', 'id', 'hash', 'an official number'],
  ['tax', 'number', 'hash', 'an official number'],
  ['card', 'number', 'hash', 'an official number'],
  ['card', 'no', 'hash', 'an official number'],
  ['credit', 'card', 'hash', 'an official number'],
  ['debit', 'card', 'hash', 'an official number'],
  ['payment', 'card', 'hash', 'an official number'],
  ['sort', 'code', 'hash', 'an official number'],
  ['routing', 'number', 'hash', 'an official number'],
  ['security', 'code', 'drop', 'a secret'],
  ['security', 'answer', 'drop', 'a secret'],
  ['access', 'key', 'drop', 'a secret'],
  ['signing', 'key', 'drop', 'a secret'],
  ['encryption', 'key', 'drop', 'a secret'],
  ['account', 'number', 'hash', 'an official number'],
  ['bank', 'account', 'hash', 'an official number'],
  ['social', 'security', 'hash', 'an official number'],
  ['national', 'id', 'hash', 'an official number'],
  ['license', 'number', 'hash', 'an official number'],
  ['licence', 'number', 'hash', 'an official number'],
  ['user', 'name', 'mask', 'a name'],
  ['access', 'token', 'drop', 'a secret'],
  ['refresh', 'token', 'drop', 'a secret'],
  ['session', 'token', 'drop', 'a secret'],
  ['auth', 'token', 'drop', 'a secret'],
  ['api', 'key', 'drop', 'a secret'],
  ['private', 'key', 'drop', 'a secret'],
  ['user', 'agent', 'drop', 'a browser, which may tell a person'],
  ['device', 'id', 'hash', 'a device of a person'],
  ['mac', 'address', 'hash', 'a device of a person'],
];

/** What a person is to something: with `name` after it, a person's name. */
export const ROLES = words(
  'owner customer user contact person employee author patient member guest recipient sender buyer seller kin emergency ' +
    'driver first last full given family sur fore middle legal student teacher doctor client tenant resident beneficiary ' +
    'spouse mother father assignee manager holder cardholder signer host attendee reporter requester applicant billing ' +
    'shipping passenger traveller worker staff nurse child parent player subscriber donor',
);

/** Words before `name` that say which part of it, and not whose. */
export const ROLE_PREFIXES = words('first last full given family sur fore middle legal');

/** `emailVerified`, `phoneType`, `passwordChangedAt`: of it, and not it. */
export const STATES = words(
  'verified confirmed enabled sent status valid optin subscribed required reset changed type count at visible allowed ' +
    'template format version kind',
);

/** What an entity or an object is called that is a person. A client or a buyer may be a company. */
export const PEOPLE = words(
  'person user employee patient member guest author driver student teacher doctor nurse contact cardholder attendee ' +
    'passenger traveller worker child parent spouse mother father applicant reporter subscriber donor player profile ' +
    'kunde kundin mitarbeiter benutzer nutzer utilisateur usuario persona cliente customer',
);
