/** Without diacritics; also the letters that have no decomposition. */
export function plainLetters(text: string): string {
  if (!/[^ -~]/.test(text)) return text
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[’‘]/g, "'")
}

/** As the left side of an address or a domain would be spelled. */
export function slug(text: string): string {
  return plainLetters(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
