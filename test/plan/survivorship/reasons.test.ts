import { expect, it } from 'vitest'
import { isPersons, isTyped } from '../../../src/plan/survivorship/reasons.ts'

it.each([
  ['typed', true, true],
  ['your decision', false, true],
  ['your decision, group mailing address', false, true],
  ['your decision, group typed address', false, true],
  ['group typed address', false, false],
  ['fill', false, false],
])('%s: typed %s, a person chose it %s', (why, typed, persons) => {
  expect([isTyped(why), isPersons(why)]).toEqual([typed, persons])
})
