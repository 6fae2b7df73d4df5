/** Text as people compare it who have another keyboard: without accents, case and punctuation. */

/** Letters that have no accent to lose. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};

export const foldedText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđðßæœþı]/g, (letter) => LETTERS[letter])
    .replace(/['’ʼ.]/g, '')
    .replace(/[\s\-–,/]+/g, ' ')
    .trim();
