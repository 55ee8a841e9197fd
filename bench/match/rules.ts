import {
  conflicting,
  email,
  type MatchRule,
  matchRule,
  personName,
  phones,
  site,
} from '../../src/kit/index.ts'

const compare = {
  name: personName('firstName', 'lastName'),
  email: email('email'),
  phone: phones('phone', 'mobile'),
  site: site({
    company: 'companyName',
    street: 'street',
    city: 'city',
    postalCode: 'postalCode',
    domain: 'email',
  }),
}

/** A key as the rule writes it, and what the SQL beside it joins on; some records have two values. */
export interface BenchKey {
  readonly key: readonly string[]
  /** SQL over the normalised columns: one or two expressions, NULL where there is no value. */
  readonly sql: readonly string[]
}

const usual: readonly BenchKey[] = [
  { key: ['email'], sql: ['email'] },
  { key: ['phone'], sql: ['p1 % 10000000', 'p2 % 10000000'] },
  { key: ['name'], sql: ['whole'] },
  { key: ['lastName', 'companyName[0..6]'], sql: ["f1 || '|' || company6", "f2 || '|' || company6"] },
  { key: ['firstName', 'postalCode'], sql: ["g1 || '|' || zip", "g2 || '|' || zip"] },
  {
    key: ['lastName[0..4]', 'city', 'firstName[0..1]'],
    sql: ["f1[1:4] || '|' || city || '|' || g1[1:1]", "f2[1:4] || '|' || city || '|' || g1[1:1]"],
  },
  { key: ['lastName', 'city'], sql: ["f1 || '|' || city", "f2 || '|' || city"] },
  { key: ['lastName[0..4]', 'firstName'], sql: ["f1[1:4] || '|' || g1", "f1[1:4] || '|' || g2"] },
]

const further: readonly BenchKey[] = [
  { key: ['firstName', 'city'], sql: ["g1 || '|' || city", "g2 || '|' || city"] },
  { key: ['lastName', 'firstName[0..1]'], sql: ["f1 || '|' || g1[1:1]", "f2 || '|' || g1[1:1]"] },
  { key: ['postalCode', 'lastName[0..1]'], sql: ["zip || '|' || f1[1:1]", "zip || '|' || f2[1:1]"] },
  { key: ['postalCode', 'firstName[0..1]'], sql: ["zip || '|' || g1[1:1]", "zip || '|' || g2[1:1]"] },
]

export interface Setting {
  readonly rule: MatchRule
  readonly keys: readonly BenchKey[]
  readonly options: { readonly threshold: number; readonly blockCap: number; readonly maxGroup: number }
}

/** The usual keys, or so many that ten times the pairs come about. */
export function settingOf(heavy: boolean): Setting {
  const keys = heavy ? [...usual, ...further] : usual
  const rule = matchRule({
    meta: {
      id: 'bench/people',
      summary: 'Measures.',
      why: '-',
      remedy: '-',
      severity: 'info',
      tags: [],
      messages: {},
    },
    entity: 'person',
    kinds: ['contact'],
    compare,
    blockOn: keys.map(({ key }) => key),
    never: [conflicting('name'), conflicting('email')],
  })
  return { rule, keys, options: { threshold: 0.95, blockCap: heavy ? 1000 : 500, maxGroup: 50 } }
}
