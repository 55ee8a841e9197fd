import { describe, expect, it } from 'vitest'
import { isSameId } from '../../../src/plan/look/same-id.ts'

describe('an id', () => {
  it.each([
    ['003Kj00000AbCdE', '003Kj00000AbCdEIAV', true],
    ['003Kj00000AbCdEIAV', '003Kj00000AbCdE', true],
    ['003Kj00000AbCdEIAV', '003Kj00000AbCdEIAV', true],
    ['003Kj00000AbCde', '003Kj00000AbCdEIAV', false],
    ['003Kj00000AbCd', '003Kj00000AbCdEIAV', false],
    ['003Kj00000AbCdEI', '003Kj00000AbCdEIAV', false],
    ['123456789012345', '123456789012345678', false],
    ['12345', '12345678', false],
    ['', '003Kj00000AbCdEIAV', false],
  ])('%s and %s: the same is %s', (one, other, same) => {
    expect(isSameId(one, other)).toBe(same)
  })
})
