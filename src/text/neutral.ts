import { figure } from './words.ts'

/**
 * Values come from records that anybody may have typed. Here they lose what a terminal, a spreadsheet, a
 * browser or a parser would obey.
 */

/** Controls, formats (bidirectional overrides, zero width, tags) and line separators, but not the joiners of emoji. */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** Characters shown of one value in texts for people. */
const longest = 500

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code > 0xffff) return `\\u{${code.toString(16)}}`
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Cuts after `max` characters and says how many are missing. */
export function cut(text: string, max = longest): string {
  if (text.length <= max) return text
  const characters = Array.from(text)
  if (characters.length <= max) return text
  return `${characters.slice(0, max).join('')}… (${figure(characters.length - max)} more characters)`
}

/** One line, nothing invisible, no control sequence, at most `max` characters and a count of the rest. */
export function oneLine(text: string, max = longest): string {
  return cut(text.toWellFormed(), max)
    .replace(/\r\n|[\n\r\u2028\u2029]/g, '⏎')
    .replaceAll('\t', ' ')
    .replace(invisible, visible)
}

/** Text of several lines for a terminal: nothing in it is obeyed, nothing is cut. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').replace(invisible, visible))
    .join('\n')
}

/** A cell of a CSV file: never a formula, one line, quoted where needed. Spreadsheets hold 32,767 characters. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const risky = /^[\s\p{Cc}\p{Cf}]*[=+\-@|%＝＋－＠｜％]|^[\t\r\n]/u.test(value)
  const safe = (risky ? "'" : '') + oneLine(value, 32_000)
  return /[",;\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text or a quoted attribute of HTML. */
export function html(text: string, max = longest): string {
  return oneLine(text, max).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** Text or a quoted attribute of XML 1.0. */
export function xml(text: string, max = 2000): string {
  return html(text, max).replace(/[\ufffe\uffff]/g, '\ufffd')
}

/** Plain text within Markdown: no markup, no HTML, no link, no mention of a person or an issue. */
export function markdown(text: string, max = longest): string {
  return oneLine(text, max)
    .replace(/[\\`*_{}[\]()#!|~$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/^([+\-=])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\bwww\./gi, '$&\u200b')
    .replaceAll('@', '@\u200b')
}

/** A value within Markdown as code, also inside a table. */
export function markdownCode(text: string, max = 120): string {
  const line = oneLine(text, max).replaceAll('|', '\\|') || ' '
  const longestRun = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  const pad = line !== ' ' && /^[` ]|[` ]$/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** JSON on one line; what a terminal might obey is escaped, so that nothing is lost. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

/** The address when it is one a browser may be sent to, else null. */
export function webAddress(url: string): string | null {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(url) || !URL.canParse(url)) return null
  return new URL(url).username === '' ? url : null
}
