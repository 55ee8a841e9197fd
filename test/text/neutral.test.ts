import { describe, expect, it } from 'vitest'
import {
  csvCell,
  cut,
  html,
  json,
  markdown,
  markdownCode,
  oneLine,
  webAddress,
  xml,
} from '../../src/text/neutral.ts'
import { hostile } from '../report/hostile.ts'

describe('oneLine', () => {
  it.each([
    ['plain text stays', 'Ana García, 東京 👩‍💻', 'Ana García, 東京 👩‍💻'],
    ['escape sequences', hostile.ansi, '\\x1b[31mred\\x1b]0;title\\x07'],
    ['C1 controls', hostile.c1, '\\x9b31m'],
    ['bidirectional overrides', hostile.bidi, 'abc\\u202egpj.exe\\u2066'],
    ['line breaks', hostile.newline, 'one⏎two⏎three⏎four'],
    ['zero width and byte order mark', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
    ['half a surrogate pair', hostile.surrogate, 'half \ufffd pair'],
    ['tabs', 'a\tb', 'a b'],
  ])('%s', (_, text, expected) => {
    expect(oneLine(text)).toBe(expected)
  })

  it('cuts long texts and counts what is missing', () => {
    expect(oneLine(hostile.long)).toBe(`${'x'.repeat(500)}… (130,572 more characters)`)
    expect(cut('👩👩👩', 2)).toBe('👩👩… (1 more characters)')
    expect(cut('👩👩', 2)).toBe('👩👩')
  })
})

describe('csvCell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+34 91 555', "'+34 91 555"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['|calc', "'|calc"],
    ['%0A', "'%0A"],
    ['＝1', "'＝1"],
    ['  =1', "'  =1"],
    ['\t=1', "' =1"],
    ['\r\n=1', "'⏎=1"],
    ['\u200b=1', "'\\u200b=1"],
    ['\ttab first', "' tab first"],
    ['a=b', 'a=b'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    [' a', '" a"'],
    ['=1,"2"', '"\'=1,""2"""'],
    [-5, '-5'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
  ])('writes %j as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

describe.each(Object.entries(hostile))('%s', (_, text) => {
  it('is harmless in every text format', () => {
    expect(oneLine(text)).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u)
    expect(csvCell(text)).not.toMatch(/^"?[=+\-@|%\s]|[\r\n]/)
    expect(html(text)).not.toMatch(/[<>"'\p{Cc}]/u)
    expect(xml(text)).not.toMatch(/[<>"'\p{Cc}\ufffe\uffff]/u)
    expect(markdown(text)).not.toMatch(/[<>\n]|(?<!\\)[[\]*`|#]|@(?!\u200b)|:\/\//)
    expect(json(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
    expect(JSON.parse(json(text))).toBe(text)
  })
})

it.each([
  ['code', '`code`'],
  ['a`b``c', '```a`b``c```'],
  ['`', '`` ` ``'],
  ['a|b', '`a\\|b`'],
  ['', '` `'],
])('puts %j into Markdown as %s', (text, expected) => {
  expect(markdownCode(text)).toBe(expected)
})

it.each([
  ['https://acme.my.salesforce.com/003A', true],
  ['http://127.0.0.1:8080/003A', true],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//evil.example', false],
  ['https://user:secret@evil.example/', false],
  ['https://evil.example/\u202e', false],
  ['https://evil.example/" onclick="x', false],
  ['', false],
])('links to %s: %s', (url, linked) => {
  expect(webAddress(url)).toBe(linked ? url : null)
})
