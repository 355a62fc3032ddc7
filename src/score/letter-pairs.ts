// How strange a letter is after another, in names of many languages; made by data/compile-letter-pairs.ts.

/**
 * A row for each letter before, the last where none is; in it a hexadecimal digit d for each letter from a to
 * z: names have the pair e^((2 - d)/4) times as often as a random text.
 */
export const LETTER_PAIRS = [
  '7442775327101078e000447e46', // a
  '07b50ee404e4be0ee09b0bee6e', // b
  '0e890e900a13e90c84693eee93', // c
  '09e50e9309e66b0dd0371a7e54', // d
  '4652365629303056e000616c65', // e
  '0bbb027b07b18708b0551bb888', // f
  '06a60ea00892830e90360e5e3e', // g
  '0bbe0ede0b94440be274096e4e', // h
  '07120847971010479000758b75', // i
  '0a680daa0d78d708da780aadaa', // j
  '0dde0ed00746d70ce039184d4d', // k
  '09a30b990960490ede4507ce28', // l
  '046b0ecb0e9c5b06e76a1e9e4c', // m
  '0b400e05063bb00eeb215c9e59', // n
  '546468465a500045e002103b56', // o
  '0a8a07d00da7da01d0562ddd5d', // p
  '17774777077777777477007777', // q
  '06620e280847640cc43128de36', // r
  '0c290bc00b147909d910179e75', // s
  '0a9e0ee00797b90ee0203bc966', // t
  '1321184608001066e002ab7b56', // u
  '0d5d0d890d92da0dd39a4ddd5d', // v
  '0c9709960c77cc0cc30c2cc94c', // w
  '06360662066666066662066636', // x
  '08660b8e0e426007b424079eb9', // y
  '08640cc00c44460a8748165c13', // z
  '0112432142010242b101835a55', // no letter
] as const;
