// ASCII order, so that ids sort in the order in which they were given.
export const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
/** The instance's two characters and the reserved one, as in `0035e0…`. */
export const POD = '5e0'

/** The three characters that make an id safe where case is lost: one bit per capital, five to a character. */
export function checksum(id15: string): string {
  let suffix = ''
  for (let block = 0; block < 15; block += 5) {
    let bits = 0
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(block + i)
      if (code >= 65 && code <= 90) bits |= 1 << i
    }
    suffix += CHECK[bits]
  }
  return suffix
}

function encode(counter: number): string {
  let text = ''
  for (let rest = counter; rest > 0; rest = Math.floor(rest / 62)) text = ALPHABET[rest % 62] + text
  return text.padStart(9, '0')
}

/** `serial` 1, 2, 3, … of an object with that key prefix. */
export function idOf(prefix: string, serial: number): string {
  const id15 = `${prefix}${POD}${encode(serial)}`
  return id15 + checksum(id15)
}
