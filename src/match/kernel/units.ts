import { openTexts, type SharedTexts, type Texts } from '../../columns/texts.ts'

/** Letters as JavaScript counts them (UTF-16): one byte each where all texts are ASCII, else two. */
export type Units = Uint8Array | Uint16Array

/** Texts made ready to be compared letter by letter, in memory that threads share. Code 0 is the empty text. */
export interface PackedTexts {
  readonly shared: SharedTexts
  readonly units: Units
  /** Text `code` is `units[ends[code - 1]]` up to, but not including, `units[ends[code]]`. */
  readonly ends: Uint32Array
  /** Which letters each text holds. */
  readonly masks: Int32Array
}

export function packTexts(texts: Texts): PackedTexts {
  const shared = { bytes: texts.bytes, ends: texts.ends }
  const { units, ends } = isAscii(texts.bytes) ? { units: texts.bytes, ends: texts.ends } : widen(texts)
  const masks = new Int32Array(new SharedArrayBuffer(ends.length * 4))
  for (let code = 1; code < ends.length; code++) {
    masks[code] = maskOf(units, ends[code - 1] as number, ends[code] as number)
  }
  return { shared, units, ends, masks }
}

/** For explanations: not for the inner loop. */
export function textOf({ shared }: PackedTexts, code: number): string {
  return openTexts(shared).at(code)
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 127) return false
  return true
}

function widen(texts: Texts): { readonly units: Uint16Array; readonly ends: Uint32Array } {
  const ends = new Uint32Array(new SharedArrayBuffer(texts.size * 4))
  for (let code = 1; code < texts.size; code++)
    ends[code] = (ends[code - 1] as number) + texts.at(code).length
  const units = new Uint16Array(new SharedArrayBuffer((ends[texts.size - 1] ?? 0) * 2))
  for (let code = 1; code < texts.size; code++) {
    const text = texts.at(code)
    const from = ends[code - 1] as number
    for (let at = 0; at < text.length; at++) units[from + at] = text.charCodeAt(at)
  }
  return { units, ends }
}

/** Bits 0 to 25 for a to z, 26 to 30 for two digits each, 31 for all else. */
const bitOf = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit >= 97 && unit <= 122) return unit - 97
  return unit >= 48 && unit <= 57 ? 26 + ((unit - 48) % 5) : 31
})

export function maskOf(units: Units, from: number, to: number): number {
  let mask = 0
  for (let at = from; at < to; at++) mask |= 1 << (bitOf[units[at] as number] ?? 31)
  return mask
}
