import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Survivorship } from '../../../src/policy/plan-schema.ts'

const page = readFileSync(new URL('../../../docs/plan/survivorship.md', import.meta.url), 'utf8')
const [, example = ''] = /^```yaml\n(.*?)^```/ms.exec(page) ?? []
const { shape } = Survivorship

describe('docs/plan/survivorship.md', () => {
  it('has an example that is a policy', () => {
    expect(Survivorship.parse(parse(example).survivorship.person)).toMatchObject({ owners: 'escalate' })
  })

  it.each([
    ...shape.survivor.unwrap().element.options,
    ...shape.fields.unwrap().valueType.options[0].options,
    ...shape.groups.unwrap().valueType.shape.take.unwrap().options,
  ])('explains %s', (word) => {
    expect(page).toMatch(new RegExp(`^\\| [^|]*\`${word}\``, 'm'))
  })
})
