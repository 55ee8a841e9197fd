import { words } from './letters.ts'

/** What people type into a required field when they know nothing. */
const fillers = new Set(
  (
    'unknown|unknown unknown|unbekannt|desconocido|desconocida|inconnu|n a|na|none|null|nil|no name|noname|no lastname|' +
    'nolastname|lastname|firstname|first name|last name|not provided|notprovided|not given|not available|not known|' +
    'no aplica|sin nombre|sin apellido|keine angabe|k a|tbd|tba|todo|test|tests|test test|testing|prueba|' +
    'asdf|asdfgh|qwerty|xxx|xx|xyz|abc|aaa|dummy|sample|example|beispiel|ejemplo|company|my company|your company|' +
    'your name|name|nombre|self|self employed|selfemployed|freelance|freelancer|autonomo|household|private|privat|particular|individual|no company|sin empresa|none given|blank|empty|' +
    'undefined|various|misc|miscellaneous|other|contact|contacto|customer|cliente|kunde|anonymous|anonimo|do not use'
  ).split('|'),
)

/** True for a text that stands for nothing: empty, `n/a`, `Test`, `---`, one letter repeated. */
export function isPlaceholder(text: string): boolean {
  const list = words(text)
  if (list.length === 0) return true
  const joined = list.join(' ')
  return fillers.has(joined) || (joined.length > 2 && /^(\w)\1+$/.test(joined))
}
