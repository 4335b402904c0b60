/** Given names that are common somewhere and no usual word of a program: what is called so is a person, and no kind. */

const NAMES = new Set(
  (
    'aaron abdul abdullah adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alexis ali alice alicia alison ' +
    'amanda amelia amina amir amy ana anastasia andrea andreas andrew andrzej andy angela anita ann anna anne annika anthony ' +
    'antonio arjun arthur astrid audrey barbara beatrice ben benjamin bernard bertha bianca bob boris brandon brenda brian ' +
    'bridget bruno camila carla carlos carol caroline catherine cecilia charles charlotte chen cheng chiara chloe chris ' +
    'christian christina christine christopher claire clara claudia colin connor craig cynthia dana daniel daniela danielle ' +
    'david deborah deepak denise dennis derek diana diego dieter dmitri dominic donald donna dorothy douglas dylan eduardo ' +
    'edward eileen elena eleanor eli elias elizabeth ella ellen elsa emil emily emma eric erik erika ernest esther ethan eva ' +
    'evelyn fatima felix fernando fiona florian frances francesca francesco francisco frank franziska fred frederick friedrich ' +
    'gabriel gabriela gareth gary george georgia gerald gerhard gianni gilbert giovanni giulia gordon greta gregory gudrun ' +
    'guillaume gustav hannah hans harold harriet harry hassan heather heinrich helen helena helga henri henry herbert hiroshi ' +
    'howard hugo ian ibrahim igor ingrid irene irina isaac isabel isabella ivan jack jacob jacques jake james jamie jan jane ' +
    'janet janice jasmine jason javier jean jeffrey jenna jennifer jeremy jerry jessica joan joanna joao joe johan johann ' +
    'johannes john jonas jonathan jorge jose joseph joshua juan judith judy julia julian julie jun jurgen justin kai karen ' +
    'karin karl kate katharina katherine kathleen katie keith kelly kenji kenneth kevin khalid kimberly klaus kofi kumar kurt ' +
    'kwame lars laura lauren laurent lawrence lea leah leila leon leonard leonardo liam lila linda lisa liu lorenzo louis ' +
    'louise luca lucas lucia lucy luis luke lukas magdalena mahmoud manuel marco margaret maria marie marina mario marion ' +
    'markus marlene martha martin martina mary mateo mathilde matteo matthew matthias maureen mei melissa michael michele ' +
    'michelle miguel mike mikhail mohamed mohammed monica monika muhammad nadia nancy naomi natalia natalie natasha nathan ' +
    'neha neil nicholas nicola nicolas nicole nikolai nina noah nora olaf oliver olivia omar oscar otto pablo paolo patricia ' +
    'patrick paul paula paulo pedro peter petra philip philippe pierre priya rachel rafael rahul raj ralph ramon raymond ' +
    'rebecca ricardo richard rita robert roberto roger roland ronald rosa rosemary roxanne rudolf russell ruth ryan sabine ' +
    'sabrina sally samantha samuel sandra sanjay santiago sara sarah sasha sebastian sergei sergio sharon shirley silvia ' +
    'simone sofia sonia sophia sophie stefan stefano stephanie stephen steve steven sunita susan susanne suzanne sven svetlana ' +
    'sylvia takashi tamara tanya tatiana teresa thaddeus theodore theresa thierry thomas tiffany tim timothy tobias todd tom ' +
    'tomas tony trevor ursula uwe valentina valerie vanessa vera veronica victoria vijay vincent virginia vladimir walter ' +
    'wanda wei wendy werner wilhelm william wolfgang xavier yasmin yolanda yusuf yuki yvonne zachary zainab zoe ada chidi emre ' +
    'fenna goran hilde imran jelena lotte zaphod adaeze adebayo amara ananya anjali aoife arnav asha ayse bartosz bjorn ' +
    'chidinma chukwu dimitri ebru ekaterina fatma giorgos hakan haruto hiroko ifeoma ikram ines ioana irena jiri kaveh ' +
    'kwabena kwesi leticia magnus malik marek mehmet miroslav mustafa ngozi obinna oksana olga olumide ottilie padraig pavel ' +
    'rashid renata rohan sakura siobhan soren suresh tjorven tomasz tunde vikram wojciech ximena yuto zeynep zuzanna'
  ).split(' '),
);

/** `Ada`, `ada.lovelace`, `Ada Lovelace`: by the first word. */
export function isGivenName(text: string): boolean {
  const [first = ''] = text.toLowerCase().split(/[^\p{L}]+/u);
  return NAMES.has(first);
}

/** So many of them must begin so; a name is rare, and a list of names never whole. */
const SHARE = 0.3;

/** Of texts that are all written so: names of towns and products are, too, but do not begin with given names. */
const WHOLE = /^\p{Lu}[\p{L}'.-]*(?:,? \p{Lu}[\p{L}'.-]*){0,3}$/u;
const MOST = 0.8;
const TITLE = /^((Herr|Frau|Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Mlle|Sr|Sra)\.? )+/;

/** Whether texts of an attribute that says nothing are names: `James Smith`, `Smith, James`, or `James` in nearly all. */
export function areWholeNames(texts: readonly string[]): boolean {
  const whole = texts.map((text) => text.replace(TITLE, '')).filter((text) => WHOLE.test(text));
  if (whole.length === 0 || whole.length < texts.length * MOST) return false;
  const given = whole.filter((text) => isGivenName(text) || isGivenName(text.split(', ')[1] ?? '')).length;
  const several = whole.filter((text) => text.includes(' ')).length;
  return given >= texts.length * (several >= texts.length * MOST ? SHARE : MOST);
}

export function areNamesOfPeople(texts: readonly string[]): boolean {
  const own = texts.filter(isGivenName).length;
  return own > 0 && own >= texts.length * SHARE;
}
