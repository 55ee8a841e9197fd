import { nicknames } from '../names/nicknames.ts'
import type { Random } from '../random.ts'

const rowsOfKeys = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const sounds: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['f', 'ph'],
  ['ck', 'k'],
  ['c', 'k'],
  ['k', 'c'],
  ['ie', 'ei'],
  ['y', 'i'],
  ['i', 'y'],
  ['z', 's'],
  ['s', 'z'],
  ['b', 'v'],
  ['v', 'b'],
  ['ll', 'y'],
  ['ll', 'l'],
  ['nn', 'n'],
  ['th', 't'],
  ['h', ''],
  ['ge', 'je'],
  ['gi', 'ji'],
  ['ñ', 'ni'],
  ['x', 'j'],
  ['sch', 'sh'],
  ['mm', 'm'],
  ['ee', 'ea'],
]
const shapes: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['m', 'rn'],
  ['cl', 'd'],
  ['l', '1'],
  ['i', 'l'],
  ['O', '0'],
  ['o', '0'],
  ['S', '5'],
  ['B', '8'],
  ['vv', 'w'],
  ['e', 'c'],
  ['h', 'b'],
  ['u', 'v'],
  ['g', 'q'],
  ['ñ', 'n'],
]

/** One slip of the fingers; never the first letter's case, never the same text back for two letters and more. */
export function keyboardTypo(random: Random, text: string): string {
  if (text.length < 3) return text
  const at = 1 + random.int(text.length - 2)
  const draw = random.next()
  const head = text.slice(0, at)
  const letter = text.charAt(at)
  if (draw < 0.3) return head + text.slice(at + 1)
  if (draw < 0.45) return head + letter + text.slice(at)
  if (draw < 0.7 && letter !== text.charAt(at + 1))
    return head + text.charAt(at + 1) + letter + text.slice(at + 2)
  return head + neighbour(random, letter) + text.slice(at + 1)
}

function neighbour(random: Random, letter: string): string {
  const keys = rowsOfKeys.find((row) => row.includes(letter.toLowerCase()))
  if (!keys) return ''
  const at = keys.indexOf(letter.toLowerCase())
  return keys.charAt(at === 0 ? 1 : at === keys.length - 1 ? at - 1 : at + (random.chance(0.5) ? 1 : -1))
}

/** Written as heard on the telephone. */
export function phoneticTypo(random: Random, text: string): string {
  return exchange(random, text, sounds)
}

/** Read from paper by a machine. */
export function ocrTypo(random: Random, text: string): string {
  return exchange(random, text, shapes)
}

function exchange(random: Random, text: string, pairs: readonly (readonly [string, string])[]): string {
  const from = random.int(pairs.length)
  for (let step = 0; step < pairs.length; step++) {
    const [old, fresh] = pairs[(from + step) % pairs.length] as readonly [string, string]
    const at = text.indexOf(old, 1)
    if (at > 0) return text.slice(0, at) + fresh + text.slice(at + old.length)
  }
  return text
}

export function digitTypo(random: Random, text: string): string {
  const places = [...text].flatMap((letter, at) => (letter >= '0' && letter <= '9' ? [at] : []))
  if (places.length < 4) return text
  const at = places[1 + random.int(places.length - 2)] as number
  const next = places[places.indexOf(at) + 1] as number
  if (random.chance(0.5) && text.charAt(at) !== text.charAt(next)) {
    return (
      text.slice(0, at) +
      text.charAt(next) +
      text.slice(at + 1, next) +
      text.charAt(at) +
      text.slice(next + 1)
    )
  }
  return text.slice(0, at) + ((Number(text.charAt(at)) + 1 + random.int(8)) % 10) + text.slice(at + 1)
}

export function nickname(random: Random, first: string): string | undefined {
  const known = nicknames.get(first) ?? nicknames.get(first.split(/[\s-]/)[0] ?? '')
  return known && random.pick(known)
}

/** UTF-8 read as Latin-1, as a careless import does. */
export function mojibake(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** Blanks where none belong; some of them unbreakable. */
export function strayBlanks(random: Random, text: string): string {
  const draw = random.next()
  if (draw < 0.35) return `${text} `
  if (draw < 0.6) return ` ${text}`
  if (draw < 0.85 && text.includes(' ')) return text.replace(' ', '  ')
  return `${text}\u00a0`
}
