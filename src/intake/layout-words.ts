// The words by which a header is known, in the languages that lists come in.

/** Names of an address column. Compared by `headerKey`, so case, accents and punctuation do not count. */
const ADDRESS_NAMES: ReadonlySet<string> = new Set(
  [
    ['email', 'email address', 'email id', 'emails', 'mail', 'mail address', 'recipient email'],
    ['user email', 'customer email', 'contact email', 'patient email', 'subscriber email', 'primary email'],
    ['E-Mail-Adresse', 'Mailadresse', 'E-Post-Adresse', 'adresse e-mail', 'adresse mail', 'courriel', 'mél'],
    ['adresse électronique', 'adresse courriel', 'correo', 'correo electrónico', 'dirección de correo'],
    ['dirección de correo electrónico', 'dirección de email', 'indirizzo e-mail', 'indirizzo email'],
    ['posta elettronica', 'indirizzo di posta elettronica', 'endereço de e-mail', 'correio eletrônico'],
    ['e-mailadres', 'mailadres', 'e-post', 'epostadress', 'e-postadresse', 'mejl', 'sähköposti'],
    ['sähköpostiosoite', 'adres e-mail', 'emailová adresa', 'e-posta', 'e-posta adresi', 'netfang'],
    ['e-mail cím', 'adresă de email', 'el. paštas', 'e-pasts', 'imejl', 'surel', 'thư điện tử'],
    ['почта', 'эл. почта', 'электронная почта', 'адрес электронной почты', 'имейл', 'емейл'],
    ['електронна пошта', 'ηλεκτρονικό ταχυδρομείο', 'אימייל', 'דואר אלקטרוני', 'البريد الإلكتروني'],
    [
      '邮箱',
      '邮箱地址',
      '电子邮箱',
      '邮件',
      '邮件地址',
      '电子邮件',
      '电子邮件地址',
      '電子郵件',
      '電郵',
      '信箱',
    ],
    ['メール', 'メールアドレス', 'Eメール', '電子メール', '이메일', '이메일 주소', '전자우편', 'ईमेल', 'อีเมล'],
  ]
    .flat()
    .map(headerKey),
);

/** Names that may mean an address for mail as well as something else; the cells below decide. */
const AMBIGUOUS_NAMES: ReadonlySet<string> = new Set(
  ['address', 'adresse', 'dirección', 'indirizzo', 'contact', 'recipient', 'to'].map(headerKey),
);
const WORD_FOR_MAIL = /email|courriel|correo|epost|^mail$/;

/** "No email", "email unknown": said of a person, not of a column. */
const ABSENCE = new Set(
  ['no not none without declined refused unknown missing pending invalid bad has', 'kein keine ohne nicht']
    .concat(['sans pas sin', 'senza nessuna', 'sem não', 'geen', 'inga', 'нет', 'без', '无', '没有', 'なし'])
    .flatMap((words) => words.split(' '))
    .map(headerKey),
);

/** Words of other columns. One of them makes a first row a header. */
const HEADER_WORDS: ReadonlySet<string> = new Set(
  [
    [
      'name',
      'first',
      'last',
      'firstname',
      'lastname',
      'surname',
      'given',
      'family',
      'full',
      'middle',
      'title',
    ],
    ['id', 'no', 'nr', 'number', 'key', 'code', 'row', 'mrn', 'patient', 'customer', 'user', 'account'],
    ['phone', 'mobile', 'tel', 'telephone', 'fax', 'street', 'city', 'town', 'zip', 'postcode', 'postal'],
    ['state', 'country', 'region', 'province', 'address', 'company', 'organisation', 'organization', 'dept'],
    ['date', 'dob', 'birth', 'birthday', 'birthdate', 'age', 'gender', 'sex', 'language', 'source', 'status'],
    ['type', 'tag', 'tags', 'group', 'segment', 'note', 'notes', 'comment', 'comments', 'consent', 'created'],
    ['updated', 'amount', 'price', 'total', 'url', 'website', 'signed', 'kind', 'reason', 'diagnosis'],
    ['vorname', 'nachname', 'anrede', 'titel', 'telefon', 'strasse', 'ort', 'stadt', 'plz', 'land', 'firma'],
    ['geburtsdatum', 'datum', 'nummer', 'kunde', 'bemerkung', 'nom', 'prénom', 'téléphone', 'rue', 'ville'],
    ['pays', 'société', 'numéro', 'nombre', 'apellido', 'apellidos', 'teléfono', 'ciudad', 'país', 'fecha'],
    ['empresa', 'nome', 'cognome', 'sobrenome', 'telefono', 'città', 'cidade', 'data', 'naam', 'voornaam'],
    ['achternaam', 'stad', 'navn', 'fornavn', 'etternavn', 'namn', 'förnamn', 'efternamn', 'nimi', 'etunimi'],
    ['imię', 'nazwisko', 'miasto', 'jméno', 'příjmení', 'ad', 'soyad', 'имя', 'фамилия', 'телефон', 'город'],
    [
      'дата',
      '姓名',
      '名字',
      '电话',
      '手机',
      '城市',
      '公司',
      '名前',
      '氏名',
      '電話',
      '住所',
      '이름',
      '전화',
      '도시',
    ],
  ]
    .flat()
    .map(headerKey),
);

/** A longer cell is a sentence, which may hold any word. */
const WORDS_MAX = 4;

/** A header cell for comparison: lower case, without accents, spaces and punctuation. */
export function headerKey(cell: string): string {
  return cell
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');
}

/** How clearly a header cell names addresses: `strong`, `weak`, or not at all. */
export function addressNameStrength(cell: string): 'strong' | 'weak' | null {
  const key = headerKey(cell);
  if (ADDRESS_NAMES.has(key) || ADDRESS_NAMES.has(key.replace(/\d+$/, ''))) return 'strong';
  if (AMBIGUOUS_NAMES.has(key)) return 'weak';
  const words = wordsOf(cell).map(headerKey);
  if (!isNameLike(cell) || words.some((word) => ABSENCE.has(word))) return null;
  return [key, ...words].some((word) => WORD_FOR_MAIL.test(word)) ? 'weak' : null;
}

/** True when a cell is a word that stands in headers. */
export function isHeaderWord(cell: string): boolean {
  return addressNameStrength(cell) === 'strong' || HEADER_WORDS.has(headerKey(cell));
}

/** True when a cell is, or holds among few others, a word that stands in headers. */
export function holdsHeaderWord(cell: string): boolean {
  const words = wordsOf(cell);
  return isHeaderWord(cell) || (words.length <= WORDS_MAX && words.some((word) => isHeaderWord(word)));
}

/** True when a cell is made of words that stand in headers: `Patient ID`, but not `Nathan Land`. */
export function isNameOfColumn(cell: string): boolean {
  const words = wordsOf(cell).filter((word) => word !== '');
  return isHeaderWord(cell) || (words.length > 0 && words.every(isHeaderWord));
}

/** True when a cell may be a name of a column: letters, blanks, punctuation of names; no dot, no @. */
export function isNameLike(cell: string): boolean {
  return /^[\p{L}\p{M}][\p{L}\p{M}\p{N}\s_\-/()#:'’]*$/u.test(cell.trim());
}

function wordsOf(cell: string): readonly string[] {
  return cell.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').split(/[^\p{L}\p{M}\p{N}]+/u);
}
