import { nativeOf, words } from './letters.ts'
import { isPlaceholder } from './placeholders.ts'

/** Forms of address, degrees and ranks that stand beside a name and are none. */
const titles = new Set(
  (
    'mr mrs ms miss mister mx sir madam dr doctor dra doctora prof professor profesor profesora rev reverend hon ' +
    'sr sra srta senor senora senorita don dona d herr frau hr fr dipl ing dipling mag lic licenciado licenciada ' +
    'arq abog m mme mlle monsieur madame dott dottore dottoressa ssa sig signor signora capt captain col colonel ' +
    'ir drs mgr ingr ingeniero ingeniera arquitecto arquitecta abogado abogada med habil univ prim hofrat kommerzialrat ' +
    'avv avvocato geom rag dhr mevr mw mej hra rva fru dott pan pani pana gospodin gospoda bey hanim shri smt kum ' +
    'maj major sgt lt gen phd md dds dvm esq cpa mba msc bsc ba ma mpa rn pe'
  ).split(' '),
)
/** `sr` and `d` are Spanish forms of address before a name and mean something else behind it. */
const behind = new Set('phd md dds dvm esq cpa mba msc bsc rn pe'.split(' '))
const generations: Readonly<Record<string, string>> = {
  jr: 'junior',
  junior: 'junior',
  jnr: 'junior',
  ii: 'second',
  '2nd': 'second',
  iii: 'third',
  '3rd': 'third',
  iv: 'fourth',
  '4th': 'fourth',
  sr: 'senior',
  senior: 'senior',
  snr: 'senior',
}
const particles = new Set(
  'de del de la las los van von der den ter ten zu zum zur da do dos das di du le la el al bin ibn y e i of mac'.split(
    ' ',
  ),
)

export interface GivenName {
  readonly words: readonly string[]
  /** Words joined without spaces. */
  readonly joined: string
  /** Nothing but initials: `J.`, `J R`. */
  readonly initials: boolean
  /** As it is written in Han, kana or hangul, whose reading tells names apart badly; else empty. */
  readonly native: string
}

/** `Ho1guín` and `0rtega`: letters that a scanner took for digits. */
function nameWords(text: string): string[] {
  const list = words(text)
  if (!/\d/.test(text)) return list
  return list.map((word) =>
    /[a-z]{2}/.test(word) && generations[word] === undefined
      ? word.replaceAll('1', 'l').replaceAll('0', 'o')
      : word,
  )
}

/** Null when there is no name: empty, a placeholder or a form of address alone. */
export function givenNameOf(text: string): GivenName | null {
  if (isPlaceholder(text)) return null
  const all = nameWords(text)
  const list = all.length === 1 ? all : all.filter((word, at) => at === all.length - 1 || !titles.has(word))
  const named = list.length > 1 && behind.has(list.at(-1) ?? '') ? list.slice(0, -1) : list
  const only = named[0]
  if (only === undefined || (named.length === 1 && only.length > 1 && titles.has(only) && only !== 'don'))
    return null
  const initials = named.every((word) => word.length === 1)
  return { words: named, joined: named.join(''), initials, native: nativeOf(text) }
}

export interface FamilyName {
  /** Words without particles (`de la`, `van der`), titles and generation. */
  readonly words: readonly string[]
  readonly joined: string
  /** `junior`, `senior`, `second` … or empty. */
  readonly generation: string
  /** As of `GivenName`. */
  readonly native: string
}

export function familyNameOf(text: string): FamilyName | null {
  if (isPlaceholder(text)) return null
  let list = nameWords(text)
  let generation = ''
  while (list.length > 1) {
    const last = list.at(-1) ?? ''
    if (generations[last] !== undefined) generation = generations[last]
    else if (!behind.has(last)) break
    list = list.slice(0, -1)
  }
  const strong = list.filter((word) => !particles.has(word))
  const kept = strong.length === 0 ? list : strong
  return { words: kept, joined: kept.join(''), generation, native: nativeOf(text) }
}

/** `Jr.`, `III` as one word per meaning; empty when the text is none. */
export function generationOf(text: string): string {
  return generations[words(text).join('')] ?? ''
}

const endings = [
  ['o', 'a'],
  ['el', 'ela'],
  ['el', 'elle'],
  ['er', 'ra'],
  ['ul', 'ula'],
  ['ik', 'ika'],
  ['ic', 'ica'],
  ['in', 'ina'],
  ['en', 'ene'],
  ['is', 'ise'],
  ['an', 'ana'],
  ['us', 'a'],
  ['or', 'ora'],
  ['ian', 'iane'],
] as const

/** True for names that differ in the ending which makes a man's name a woman's: Mario, Maria. */
export function differInGender(a: string, b: string): boolean {
  return endings.some(([his, hers]) => turns(a, b, his, hers) || turns(b, a, his, hers))
}

function turns(a: string, b: string, his: string, hers: string): boolean {
  if (!a.endsWith(his) || !b.endsWith(hers)) return false
  const stem = a.slice(0, -his.length)
  return stem.length >= 2 && stem === b.slice(0, -hers.length)
}
