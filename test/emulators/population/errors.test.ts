import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { casesTwice } from '../../../emulators/population/case-row.ts'
import { dealsTwice } from '../../../emulators/population/deal-row.ts'
import {
  caseErrors,
  companyErrors,
  dealErrors,
  errorModel,
  originShare,
  personErrors,
  probability,
} from '../../../emulators/population/errors/kinds.ts'
import {
  digitTypo,
  keyboardTypo,
  mojibake,
  ocrTypo,
  phoneticTypo,
} from '../../../emulators/population/errors/typos.ts'
import { clusterSizes, duplicated } from '../../../emulators/population/layout.ts'
import { random } from '../../../emulators/population/random.ts'
import { createWorld } from '../../../emulators/population/world.ts'

const page = readFileSync(new URL('../../../docs/emulated-population.md', import.meta.url), 'utf8')
const percent = (share: number) => `${+(share * 100).toFixed(1)} %`

describe('the error model', () => {
  it.each([
    ['People', personErrors],
    ['Companies', companyErrors],
    ['Deals', dealErrors],
    ['Cases', caseErrors],
  ] as const)('is documented as it is: %s', (heading, table) => {
    const section = page.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? ''
    for (const [kind, facts] of Object.entries(table)) {
      const line = section.split('\n').find((text) => text.includes(`\`${kind}\``))
      expect(line, kind).toContain(`| ${percent(facts.share)} |`)
      if ('everywhere' in facts)
        expect(line).toMatch(new RegExp(`\\| ${percent(facts.everywhere as number)} \\|$`))
    }
    expect(section.match(/^\| `/gm)).toHaveLength(Object.keys(table).length)
    expect(page).toContain(`## Error model ${errorModel}`)
  })

  it('documents how much there is of what', () => {
    expect(page).toContain(`and, for ${percent(duplicated)} of the persons`)
    for (const [size, share] of clusterSizes) expect(page).toContain(`${size} rows ${percent(share)}`)
    expect(page).toContain(`${percent(dealsTwice)} of the deals are entered twice`)
    expect(page).toContain(`${percent(casesTwice)} of the cases are opened again`)
  })

  it('has ways of entry that add up', () => {
    expect(Object.values(originShare).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  })

  it('produces every kind about as often as it says', () => {
    const world = createWorld({ seed: 21, asOf: new Date('2026-10-01T00:00:00Z'), people: 30_000 })
    const seen = new Map<string, number>()
    let copies = 0
    for (let row = 0; row < 30_000; row++) {
      const { copy, errors, converted } = world.peopleRow(row)
      if (copy === 0 || converted) continue
      copies++
      for (const kind of errors) seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
    for (const kind of Object.keys(personErrors)) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0)
    // Needs no precondition, so the share can be computed.
    const facts = personErrors['one-name-field']
    const expected = Object.entries(originShare).reduce(
      (sum, [origin, share]) => sum + share * probability(facts, true, origin as never),
      0,
    )
    expect((seen.get('one-name-field') ?? 0) / copies).toBeGreaterThan(expected * 0.6)
    expect((seen.get('one-name-field') ?? 0) / copies).toBeLessThan(expected * 1.5)
  })
})

describe('a typo', () => {
  it.each([
    ['keyboard', keyboardTypo, 'Fernández'],
    ['phonetic', phoneticTypo, 'Stephanie'],
    ['ocr', ocrTypo, 'Cornwall'],
    ['digit', digitTypo, '+34 915 550 101'],
  ] as const)('%s: changes the text slightly, the same way for the same stream', (_name, typo, text) => {
    const made = Array.from({ length: 20 }, (_, index) => typo(random(1, 2, index), text))
    expect(made.filter((result) => result !== text).length).toBeGreaterThan(15)
    for (const result of made) expect(Math.abs(result.length - text.length)).toBeLessThan(3)
    expect(typo(random(1, 2, 3), text)).toBe(made[3])
  })

  it('mojibake is what UTF-8 looks like as Latin-1', () => {
    expect(mojibake('Núñez')).toBe('NÃºÃ±ez')
  })
})
