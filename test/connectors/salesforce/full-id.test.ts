import { describe, expect, it } from 'vitest'
import { fullId } from '../../../connectors/salesforce/full-id.ts'

describe('the 18 characters of an id', () => {
  it.each([
    ['of 15', '003000000000001', '003000000000001AAA'],
    ['of 15 with capitals', '0015e000003AbCd', '0015e000003AbCdAAK'],
    ['of 18', '0015e000003AbCdAAK', '0015e000003AbCdAAK'],
    ['of 18 in small letters', '0015e000003abcdaak', '0015e000003AbCdAAK'],
    ['of 18 in capitals', '0015E000003ABCDAAK', '0015e000003AbCdAAK'],
    ['with an end that says something else', '0015e000003AbCd555', null],
    ['a number', '12345', null],
    ['an address', 'ana@acme.example', null],
    ['something longer', '0015e000003AbCdAAKx', null],
  ])('%s', (_, given, full) => {
    expect(fullId(given)).toBe(full)
  })
})
