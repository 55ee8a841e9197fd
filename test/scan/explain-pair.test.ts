import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../connectors/files/index.ts'
import { type LoadedPolicy, loadPolicy } from '../../src/policy/index.ts'
import { pairText, shownPair } from '../../src/report/match/pair.ts'
import { type ExplainedPair, explainRecords } from '../../src/scan/explain-pair.ts'
import { planRule } from '../../src/scan/plan-rule.ts'
import { newFolder, packs, scan } from './scan.ts'

const words = 'amber basalt cedar delta ember fjord garnet harbor indigo jasper kelp lagoon'.split(' ')
const strangers = Array.from({ length: 60 }, (_, at) => {
  const of = (nth: number): string => words[(at * (nth + 2) + nth + Math.floor(at / 12)) % 12] ?? ''
  return `x${at},${of(0)}${at % 7},${of(1)},19${20 + at}-03-1${at % 9},+44 20 7946 0${100 + at}`
})
const guests = `id,given,family,born,phone
g1,Robert,Quillfeather,1971-03-04,+44 20 7946 0001
g2,Bob,Quillfeather,1971-03-04,+44 20 7946 0001
g3,Robert,Quillfeather,1971-03-04,+44 20 7946 0002
${strangers.join('\n')}
`
const shops = `id,name\ng1,Orchard Row Ltd\ng9,Vale and Sons\n`

const text = `version: 1
extends: [steward/none]
rules: { duplicates/*: on }
matchers:
  guests:
    object: guests
    compare:
      name: { type: personName, first: given, last: family }
      born: { type: date, field: born }
      phone: { type: phones, fields: phone }
  names:
    object: guests
    compare: { family: { type: text, field: family } }
  shops:
    object: shops
    compare: { name: { type: companyName, field: name } }
`

const place: { home: string; policy: LoadedPolicy | null } = { home: '', policy: null }
const log: string[] = []

beforeAll(async () => {
  place.home = newFolder()
  mkdirSync(join(place.home, 'csv'))
  writeFileSync(join(place.home, 'csv', 'guests.csv'), guests)
  writeFileSync(join(place.home, 'csv', 'shops.csv'), shops)
  writeFileSync(join(place.home, 'steward.yml'), text)
  place.policy = await loadPolicy({ cwd: place.home, packs: [packs.steward], connectors: [files] })
  const settings = files.settings.parse({ path: join(place.home, 'csv') })
  const connections = [{ name: 'csv', connector: files, settings }]
  await scan({ home: place.home, policy: place.policy, connections })
})

function explain(a: string, b: string, rule: string | null = 'duplicates/guests'): Promise<ExplainedPair> {
  return explainRecords({
    home: place.home,
    policy: place.policy as LoadedPolicy,
    connection: 'csv',
    ids: [a, b],
    rule,
    signal: new AbortController().signal,
    log: (line) => log.push(line),
    progress: () => {},
  })
}

describe('two records of a snapshot', () => {
  it('are explained by their ids, with their values', async () => {
    const pair = await explain('guests/g1', 'g2')
    expect(pair).toMatchObject({
      rule: 'duplicates/guests',
      together: { outcome: 'one group' },
      proposedKeys: true,
      a: { connection: 'csv', object: 'guests', id: 'g1' },
    })
    expect(pair.values).toContainEqual({ field: 'given', a: 'Robert', b: 'Bob' })
    expect(pair.keys.some(({ outcome }) => outcome === 'met')).toBe(true)
    expect(log.at(-1)).toContain('the model of duplicates/guests is learned from what was read on 2026-06-01')
  })

  it('are shown to people with the reasons, and in the clear only when asked', async () => {
    const pair = await explain('guests/g1', 'g2')
    const clear = pairText({ pair, mask: false })
    for (const part of [
      'guests/g1 and guests/g2',
      'Bob',
      '1971-03-04',
      'before any value',
      'one group',
      'Keys',
    ]) {
      expect(clear).toContain(part)
    }
    const masked = pairText({ pair, mask: true }) + JSON.stringify(shownPair({ pair, mask: true }))
    expect(masked).not.toMatch(/Robert|Bob|Quill|1971|7946|robert|quill/)
  })

  it('are the same for people who ask the other way round', async () => {
    const [one, other] = [await explain('g2', 'g3'), await explain('g3', 'g2')]
    const figures = ({ comparisons }: ExplainedPair) => comparisons.map(({ note, ...rest }) => rest)
    expect(figures(one)).toEqual(figures(other))
    expect(one.bits).toBe(other.bits)
  })

  it.each([
    ['an id that there is not', 'g2', 'nobody', null, 'UNKNOWN_RECORD', /no record nobody/],
    ['an object that there is not', 'g2', 'guest/g1', null, 'UNKNOWN_RECORD', /no record guest\/g1/],
    ['an id of two objects', 'g1', 'g2', null, 'AMBIGUOUS_RECORD', /guests\/g1, shops\/g1/],
    ['one record twice', 'g2', 'guests/g2', null, 'SAME_RECORD', /Both ids name/],
    [
      'records that several rules compare',
      'g2',
      'g3',
      null,
      'SEVERAL_RULES',
      /duplicates\/guests, duplicates\/names/,
    ],
    [
      'records that no rule compares',
      'g2',
      'g9',
      null,
      'NO_RULE_FOR_PAIR',
      /g2 \(guests\) with g9 \(shops\)/,
    ],
    ['a rule of other records', 'g2', 'g3', 'duplicates/shops', 'NO_RULE_FOR_PAIR', /No rule compares g2/],
    ['a rule that compares nothing', 'g2', 'g3', 'scan/incomplete', 'UNKNOWN_SELECTOR', /scan\/incomplete/],
  ])('cannot be explained: %s', async (_, a, b, rule, code, message) => {
    const error = await explain(a, b, rule).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, exit: 2, message: expect.stringMatching(message) })
    expect((error as { actions: readonly string[] }).actions.length).toBeGreaterThan(0)
  })
})

describe('the keys of a rule', () => {
  it('are planned without comparing anything', async () => {
    const setup = place.policy?.rules.get('duplicates/guests')
    if (setup === undefined) throw new Error('no such rule')
    const signal = new AbortController().signal
    const plan = await planRule({ home: place.home, connection: 'csv', setup, signal })
    expect(plan).toMatchObject({ proposed: true, records: 63, keyless: 0 })
    expect(plan.keys.length).toBeGreaterThan(0)
    expect(plan.keys.every(({ pairs, fresh }) => pairs >= fresh)).toBe(true)
  })

  it('are refused where nothing was read for the rule', async () => {
    const setup = place.policy?.rules.get('duplicates/guests')
    if (setup === undefined) throw new Error('no such rule')
    const signal = new AbortController().signal
    await expect(planRule({ home: place.home, connection: 'none', setup, signal })).rejects.toMatchObject({
      code: 'NO_SNAPSHOT',
    })
  })
})
