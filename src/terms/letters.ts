import anyAscii from 'any-ascii'

const marks = /\p{M}+/gu
const notWord = /[^\p{L}\p{N}]+/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
const beyondAscii = /[^\x00-\x7f]/
/** German spells its umlauts with an e where the letter is missing; the other accents just fall off. */
const spelledOut: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  å: 'a',
  ł: 'l',
  đ: 'd',
}

/** Lower case without accents, non-Latin letters in Latin ones; spaces and punctuation stay. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (!beyondAscii.test(lower)) return lower
  const bare = lower.normalize('NFKD').replace(marks, '')
  if (!beyondAscii.test(bare)) return bare
  const latin = bare.replace(/[ßæœøåłđ]/g, (letter) => spelledOut[letter] ?? letter)
  return beyondAscii.test(latin) ? anyAscii(latin).toLowerCase() : latin
}

/** The folded words of a text: letters and digits only. */
export function words(text: string): string[] {
  return fold(text).replace(/[’'`]/g, '').replace(notWord, ' ').trim().split(' ').filter(Boolean)
}

const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Letters and digits as they are written in Han, kana or hangul, whose reading is ambiguous; empty in other scripts. */
export function nativeOf(text: string): string {
  return eastAsian.test(text) ? text.normalize('NFKC').toLowerCase().replace(notWord, '') : ''
}

/**
 * A rough sound of a Latin word: first letter, then consonant classes without repeats; vowels fall out.
 * After Soundex (Russell 1918) with all classes kept and common digraphs joined first.
 */
export function sound(word: string): string {
  const joined = word
    .replace(/ph/g, 'f')
    .replace(/^(kn|gn|pn)/, 'n')
    .replace(/^wr/, 'r')
    .replace(/c(?=[eiy])|z|sch|sh|ch/g, 's')
    .replace(/ck|q|x|c/g, 'k')
    .replace(/v|b/g, 'b')
    .replace(/y|j/g, 'i')
    .replace(/h/g, '')
  let out = ''
  for (const letter of joined) {
    const kind = soundClass[letter] ?? (/[aeiou]/.test(letter) ? '' : letter)
    if (out === '') out = /[aeiou]/.test(letter) ? 'a' : kind
    else if (kind !== out.at(-1)) out += kind
  }
  return out
}

const soundClass: Readonly<Record<string, string>> = {
  b: 'b',
  p: 'b',
  f: 'f',
  w: '',
  d: 't',
  t: 't',
  g: 'k',
  k: 'k',
  m: 'n',
  n: 'n',
}
