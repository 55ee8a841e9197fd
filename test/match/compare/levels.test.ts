import { describe, expect, it } from 'vitest'
import { compareCompanies } from '../../../src/match/compare/company.ts'
import { mailLevel, phoneLevel } from '../../../src/match/compare/identifiers.ts'
import { phraseOf, textLevel } from '../../../src/match/compare/plain.ts'
import { editsWithin, isTypo, jaroWinkler } from '../../../src/match/similarity.ts'
import { type CompanyName, companyNameOf } from '../../../src/terms/company-name.ts'
import { mailOf } from '../../../src/terms/mail.ts'
import { phoneOf } from '../../../src/terms/phone.ts'

function must<T>(value: T | null): T {
  if (value === null) throw new TypeError('no value')
  return value
}

describe('company names', () => {
  const company = (text: string): CompanyName => must(companyNameOf(text))
  it.each([
    ['Acme Ibérica, S.L.', 'ACME IBERICA SL', 'same'],
    ['Acme Ltd', 'Acme Limited', 'same'],
    ['The Boeing Company', 'Boeing', 'same'],
    ['Muster GmbH & Co. KG', 'Muster', 'same'],
    ['Smith & Sons Mfg.', 'Smith and Sons Manufacturing', 'same'],
    ['Acme GmbH', 'Acme AG', 'legal form differs'],
    ['Acme Group', 'Acme Holding', 'weak words differ'],
    ['IBM', 'International Business Machines Corp.', 'acronym'],
    ['Initech Sofware', 'Initech Software', 'close'],
    ['Store 12', 'Store 14', 'numbers differ'],
    ['Acme UK Ltd', 'Acme Ltd', 'region differs'],
    ['Acme España', 'Acme France', 'region differs'],
    ['Globex Foods', 'Initech Foods', 'different'],
    ['Globex', 'Initech', 'different'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(compareCompanies(company(a), company(b), () => 1)).toBe(level)
    expect(compareCompanies(company(b), company(a), () => 1)).toBe(level)
  })
})

describe('e-mail addresses', () => {
  it.each([
    ['ana.ruiz@acme.es', 'Ana.Ruiz@ACME.es', 1],
    ['a.ruiz+shop@gmail.com', 'aruiz@googlemail.com', 1],
    ['ana.ruiz@acme.es', 'ana.riuz@acme.es', 2],
    ['ana.ruiz@acme.es', 'ana.ruiz@acme.e.es', 3],
    ['ana.ruiz@acme.es', 'ana.ruiz@acne.es', 2],
    ['ana.ruiz@acme.es', 'ana.ruiz@gmail.com', 3],
    ['jsmith1@acme.es', 'jsmith2@acme.es', 4],
    ['jsmith@acme.es', 'jsmith2@acme.es', 4],
    ['jsmith1@gmail.com', 'jsmith2@gmail.com', 5],
    ['ana.ruiz@acme.es', 'bea.soto@acme.es', 5],
    ['ana@acme.es', 'ana@other.es', 5],
  ])('%s and %s: level %i', (a, b, level) => {
    expect(mailLevel(must(mailOf(a)), must(mailOf(b)))).toBe(level)
  })
})

describe('phone numbers', () => {
  it.each([
    ['+34 915 550 101', '915550101', 1],
    ['(415) 555-2671 ext. 12', '+1 415 555 2671', 1],
    ['555-2671', '415-555-2671', 2],
    ['415 555 2671', '451 555 2671', 3],
    ['415 555 2671', '415 555 2672', 5],
    ['415 555 2671', '212 867 5309', 5],
  ])('%s and %s: level %i', (a, b, level) => {
    expect(phoneLevel(must(phoneOf(a)), must(phoneOf(b)))).toBe(level)
  })
})

it('tells extensions of one switchboard apart', () => {
  expect(phoneLevel('4155552671x12', '4155552671x13')).toBe(4)
  expect(phoneLevel('4155552671x12', '4155552671')).toBe(1)
})

describe('texts', () => {
  it.each([
    ['Renewal 2025', 'renewal 2025', 1],
    ['RE: Printer broken', 'Printer broken', 1],
    ['Printer brokn', 'Printer broken', 2],
    ['Invoice 7431 is wrong', 'URGENT: Invoice 7431 is wrong, still waiting', 2],
    ['Cannot log in', 'Cannot log in - second mail', 3],
    ['Renewal 2025', 'Renewal 2026', 4],
    ['Order 1001 is late', 'Order 1002 is late', 4],
    ['Printer broken', 'Invoice missing', 5],
  ])('%s and %s: level %i', (a, b, level) => {
    expect(textLevel(must(phraseOf(a)), must(phraseOf(b)), () => 1)).toBe(level)
  })
})

describe('similarity', () => {
  it.each([
    ['kitten', 'sitting', 9, 3],
    ['kitten', 'sitting', 2, 3],
    ['ab', 'ba', 5, 1],
    ['', 'abc', 5, 3],
    ['same', 'same', 0, 0],
    ['a'.repeat(200), 'b'.repeat(200), 300, 200],
  ])('%s to %s within %i: %i edits', (a, b, limit, edits) => {
    expect(editsWithin(a, b, limit)).toBe(edits)
  })

  it.each([
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['abc', 'xyz', 0],
    ['', '', 0],
  ])('Jaro-Winkler of %s and %s is %f', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3)
    expect(jaroWinkler(b, a)).toBeCloseTo(expected, 3)
  })

  it.each([
    ['lee', 'lea', false],
    ['miller', 'miler', true],
    ['henderson', 'hendersne', true],
    ['lopez', 'gomez', false],
  ])('%s and %s are one mistyped word: %s', (a, b, expected) => {
    expect(isTypo(a, b)).toBe(expected)
  })
})
