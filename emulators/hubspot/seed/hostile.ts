/** HubSpot keeps 65,536 characters in a property. */
const longest = 65_536

export function longestText(): string {
  return '0123456789 ábc\n'.repeat(Math.ceil(longest / 15)).slice(0, longest)
}

/** What a note, a message or a mail may hold and a careless reader does not expect. */
export const hostileNotes: readonly string[] = [
  '<p>Hi {{ contact.firstname }}, <a href="javascript:alert(1)">click</a></p>',
  "<table><tr><td>=cmd|' /C calc'!A0</td></tr></table>",
  '😀👩‍👩‍👧‍👦🏳️‍🌈 call back 🇪🇸',
  'يرجى الاتصال بي غدا \u200f(عاجل)\u200e',
  'שיחה עם הלקוח, 00123; חשוב',
  'first;second;;third',
  '\u202Etxt.exe\u202C',
  'null',
  'undefined',
  '[object Object]',
  '<!-- --><style>*{display:none}</style>',
  '%25%32%46../../etc/passwd',
  '{"json": "inside", "n": 1e309}',
  'line one\r\nline two\rline three\u2028line four',
]
