const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18 characters of an id. Each of the last three tells of five others which are capitals, the first of them in the
 * lowest bit (SOAP API guide, "ID Field Type"): so one of 15 gets its end, and one of 18 in any case its capitals.
 */
export function fullId(text: string): string | null {
  if (/^[a-zA-Z0-9]{15}$/.test(text)) return `${text}${endOf(text)}`
  if (!/^[a-zA-Z0-9]{15}[a-zA-Z0-5]{3}$/.test(text)) return null
  const end = text.slice(15).toUpperCase()
  const start = [...text.slice(0, 15)].map((letter, at) =>
    isCapital(end, at) ? letter.toUpperCase() : letter.toLowerCase(),
  )
  const full = `${start.join('')}${end}`
  return endOf(full) === end ? full : null
}

function isCapital(end: string, at: number): boolean {
  return ((letters.indexOf(end[Math.floor(at / 5)] ?? '') >> (at % 5)) & 1) === 1
}

function endOf(id: string): string {
  return [0, 5, 10]
    .map((from) => {
      const capitals = [...id.slice(from, from + 5)].map((letter, at) => (/[A-Z]/.test(letter) ? 1 << at : 0))
      return letters[capitals.reduce((all, bit) => all | bit, 0)]
    })
    .join('')
}
