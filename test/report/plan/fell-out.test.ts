import { describe, expect, it } from 'vitest'
import { fellOut } from '../../../src/report/plan/fell-out.ts'

function out(group: string, code: string) {
  return { group, code, rule: 'duplicates/people', object: 'Contact', records: ['003'], text: '' }
}

describe('groups that were confirmed and are not in the plan', () => {
  it('are named with their reasons', () => {
    const leftOut = [
      out('0a1b2c3d4e', 'two-owners'),
      out('5f2c81aa00', 'overlap'),
      out('99999999', 'dropped'),
    ]
    const confirmed = new Set(['0a1b2c3d4e', '5f2c81aa00', '77777777'])
    const [text = ''] = fellOut({ leftOut }, confirmed)
    expect(text).toContain('Of 3 confirmed groups 2 are not in the plan, or not as a whole: ')
    expect(text).toContain('(0a1b2c3d)')
    expect(text).toContain('(5f2c81aa)')
    expect(text).not.toContain('99999999')
  })

  it('are none where all are in it', () => {
    expect(fellOut({ leftOut: [out('99999999', 'dropped')] }, new Set(['0a1b2c3d4e']))).toEqual([])
  })
})
