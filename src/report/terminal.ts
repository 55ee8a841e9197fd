import type { Severity } from '../kit/index.ts'

/** Columns a text takes: combining marks take none, East Asian letters and emoji two. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) {
    if (/^[\p{M}\u200c\u200d]$/u.test(character)) continue
    columns += wide.test(character) ? 2 : 1
  }
  return columns
}

const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u

/** Filled with blanks to `width`, cut with `…` when longer. */
export function fill(text: string, width: number): string {
  const columns = columnsOf(text)
  if (columns <= width) return text + ' '.repeat(width - columns)
  let taken = 0
  let kept = ''
  for (const character of text) {
    const next = columnsOf(character)
    if (taken + next > width - 1) break
    kept += character
    taken += next
  }
  return `${kept}…${' '.repeat(Math.max(0, width - taken - 1))}`
}

/** Breaks at blanks into lines of at most `width` columns; a longer word is broken anywhere. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => chop(part, width))) {
    const candidate = line === '' ? word : `${line} ${word}`
    if (columnsOf(candidate) <= width) line = candidate
    else {
      lines.push(line.trimEnd())
      line = word
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

function chop(word: string, width: number): readonly string[] {
  if (columnsOf(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (columnsOf(part + character) > width) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}

const codes: Readonly<Record<Severity | 'dim' | 'bold', string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
  dim: '2',
  bold: '1',
}

/** Colours underline what the words already say. */
export function painter(colour: boolean): (text: string, as: keyof typeof codes) => string {
  return (text, as) => (colour && text !== '' ? `\u001b[${codes[as]}m${text}\u001b[0m` : text)
}

/** As `definition`, but a command stays whole, to be copied. */
export function row(label: string, text: string, width: number, labelWidth = 9): readonly string[] {
  return text.startsWith('steward ')
    ? [`${fill(label, labelWidth)}${text}`]
    : definition(label, text, width, labelWidth)
}

/** A label column and a text that wraps beside it. */
export function definition(label: string, text: string, width: number, labelWidth = 9): readonly string[] {
  const lines = wrap(text, Math.max(20, width - labelWidth))
  return lines.map(
    (line, index) => `${index === 0 ? fill(label, labelWidth) : ' '.repeat(labelWidth)}${line}`,
  )
}
