import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** Calling codes of one and two digits (ITU-T E.164); all others have three. */
const short = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
)

const extension = /\s*(?:ext|extension|x|durchwahl|dw|#)[.:\s]*(\d{1,6})\s*$/i

/** Digits of the extension, `12` of `415 555 2671 ext. 12`; empty when there is none. */
export function extensionOf(text: string): string {
  return extension.exec(text)?.[1] ?? ''
}

/**
 * The national significant number, so that `+34 915 550 101` and `915550101` are one; null when the text is no
 * number. Extensions are cut: people behind one switchboard share the rest, which the caller must know.
 */
export function phoneOf(text: string): string | null {
  const cut = text.replace(extension, '').replace(/\(0\)/, '').trim()
  const abroad = /^(\+|00|011(?=\d{10}))/.test(cut)
  const digits = cut.replace(/\D/g, '')
  if (/[a-z]{3}/i.test(cut) || digits.length > 15) return parsed(onKeypad(cut))
  const national = abroad ? withoutCallingCode(digits.replace(/^(00|011)/, '')) : withoutTrunk(digits)
  return isFiller(national) ? null : national
}

/** Digits of the calling code, `49` of `+49 30 123456`; null when the number is written without one. */
export function callingCodeOf(text: string): string | null {
  const prefix = /^\s*\(?(?:\+|00|011(?=\d{10}))/.exec(text)
  if (prefix === null) return null
  const digits = text.slice(prefix[0].length).replace(/\D/g, '')
  return digits.slice(0, callingCodeSize(digits))
}

function callingCodeSize(digits: string): number {
  return [1, 2].find((size) => short.has(digits.slice(0, size))) ?? 3
}

function withoutCallingCode(digits: string): string {
  return digits.slice(callingCodeSize(digits)).replace(/^0+/, '')
}

/** Eleven digits with a leading 1 are North American with its country code. */
function withoutTrunk(digits: string): string {
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits.replace(/^0+/, '')
}

/** `1-800-FLOWERS`: letters as they lie on a telephone's keys (ITU-T E.161). */
function onKeypad(text: string): string {
  return text
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => '22233344455566677778889999'[letter.charCodeAt(0) - 97] ?? '')
}

function parsed(text: string): string | null {
  const found = parsePhoneNumberFromString(text.slice(0, 60), 'US')
  return found?.isPossible() ? String(found.nationalNumber) : null
}

function isFiller(digits: string): boolean {
  if (digits.length < 6 || digits.length > 15) return true
  return (
    /^(\d)\1+$/.test(digits) ||
    /(\d)\1{6,}/.test(digits) ||
    '01234567890123'.includes(digits) ||
    '9876543210'.includes(digits)
  )
}
