import { describe, expect, it } from 'vitest'
import { companyNameOf } from '../../src/terms/company-name.ts'
import { fold, sound, words } from '../../src/terms/letters.ts'
import {
  companyDomainOf,
  isDisposableHost,
  isFreeMailHost,
  isPlaceholderMail,
  isRoleMailbox,
  mailOf,
} from '../../src/terms/mail.ts'
import { givenNameRoots, mayBeginWith, sameGivenName } from '../../src/terms/nicknames.ts'
import { differInGender, familyNameOf, givenNameOf } from '../../src/terms/person-name.ts'
import { phoneOf } from '../../src/terms/phone.ts'
import { isPlaceholder } from '../../src/terms/placeholders.ts'
import { postalCodeOf, streetOf } from '../../src/terms/street.ts'

describe('letters', () => {
  it.each([
    ['García-Núñez', 'garcia-nunez'],
    ['Groß', 'gross'],
    ['Łódź', 'lodz'],
    ['Ærø', 'aero'],
    ['Иванов', 'ivanov'],
    ['ﬁne', 'fine'],
  ])('folds %s to %s', (text, folded) => expect(fold(text)).toBe(folded))

  it('splits into words', () => expect(words("  O'Brien & Söhne, Ltd. ")).toEqual(['obrien', 'sohne', 'ltd']))

  it.each([
    ['philips', 'filips'],
    ['meyer', 'maier'],
    ['schmidt', 'shmitt'],
    ['catherine', 'katherine'],
  ])('%s sounds like %s', (a, b) => expect(sound(a)).toBe(sound(b)))
})

describe('given names', () => {
  it.each([
    ['bob', 'roberto', true],
    ['bill', 'guillermo', true],
    ['bert', 'albert', true],
    ['bert', 'robert', true],
    ['albert', 'robert', false],
    ['rosa', 'roberto', false],
    ['checo', 'sergio', true],
    ['mamen', 'mariacarmen', true],
    ['chema', 'josemaria', true],
    ['kasia', 'katarzyna', true],
    ['volodymyr', 'vladimir', true],
    ['mohamed', 'muhammad', true],
    ['jiri', 'george', true],
    ['karin', 'klaus', false],
    ['mamen', 'josefina', false],
    ['nobody', 'nobody', false],
  ])('%s and %s are forms of one name: %s', (a, b, expected) => {
    expect(sameGivenName(a, b)).toBe(expected)
    expect(sameGivenName(b, a)).toBe(expected)
  })

  it('knows roots and initials', () => {
    expect(givenNameRoots('bert')).toEqual(expect.arrayContaining(['albert', 'robert']))
    expect(givenNameRoots('zzyzx')).toEqual(['zzyzx'])
    expect(mayBeginWith('bob', 'r')).toBe(true)
    expect(mayBeginWith('bob', 'x')).toBe(false)
  })

  it.each([
    ['mario', 'maria', true],
    ['daniel', 'daniela', true],
    ['paul', 'paula', true],
    ['john', 'joan', false],
  ])('%s and %s differ in gender: %s', (a, b, expected) => expect(differInGender(a, b)).toBe(expected))

  it.each([
    ['Dr. Maria-José', 'maria jose', false],
    ['J. R.', 'j r', true],
    ['Mr.', null, null],
    ['n/a', null, null],
  ])('reads %s', (text, joined, initials) => {
    const given = givenNameOf(text)
    expect(given?.words.join(' ') ?? null).toBe(joined)
    expect(given?.initials ?? null).toBe(initials)
  })
})

describe('family names', () => {
  it.each([
    ['de la Cruz Jr.', 'cruz', 'junior'],
    ['van der Berg', 'berg', ''],
    ['García Núñez', 'garcia nunez', ''],
    ['Smith, PhD', 'smith', ''],
    ['Jones III', 'jones', 'third'],
    ['de la', 'de la', ''],
  ])('reads %s', (text, joined, generation) => {
    expect(familyNameOf(text)?.words.join(' ')).toBe(joined)
    expect(familyNameOf(text)?.generation).toBe(generation)
  })
})

describe('companies', () => {
  it.each([
    ['Muster GmbH & Co. KG', 'muster'],
    ['A B Volvo', 'volvo'],
    ['Foo Sp. z o.o.', 'foo'],
    ['Intl. Widgets, Inc.', 'international widgets'],
    ['Ltd', 'ltd'],
    ['Grupo Norte S.A. de C.V.', 'group norte'],
  ])('reads %s', (text, core) => expect(companyNameOf(text)?.core.join(' ')).toBe(core))

  it.each(['', 'n/a', '---', 'My Company', 'xxxx'])('takes "%s" for nothing', (text) =>
    expect(companyNameOf(text)).toBeNull(),
  )
})

describe('mail', () => {
  it.each([
    ['John.Doe+x@GoogleMail.com', 'johndoe@gmail.com'],
    ['"John" <j.doe@acme.com>', 'j.doe@acme.com'],
    ['mailto:j@acme.com.', 'j@acme.com'],
    ['j.doe@münchen.de', 'j.doe@münchen.de'],
    ['no address', undefined],
    ['a@b', undefined],
  ])('reads %s', (text, address) => expect(mailOf(text)?.address).toBe(address))

  it.each([
    ['info', true],
    ['no-reply', true],
    ['sales2', true],
    ['sales.madrid', true],
    ['maria', false],
    ['ap.miller', false],
  ])('%s is the mailbox of a function: %s', (local, expected) => expect(isRoleMailbox(local)).toBe(expected))

  it.each([
    ['test@test.com', true],
    ['none@acme.com', true],
    ['a@example.org', true],
    ['ana@acme.com', false],
  ])('%s is a placeholder: %s', (text, expected) =>
    expect(isPlaceholderMail(mailOf(text) ?? { address: '', local: '', host: '' })).toBe(expected),
  )

  it('knows free and throw-away hosts', () => {
    expect(isFreeMailHost('gmail.com')).toBe(true)
    expect(isDisposableHost('mailinator.com')).toBe(true)
    expect(isDisposableHost('acme.com')).toBe(false)
  })

  it.each([
    ['https://www.acme.co.uk/about', 'acme.co.uk'],
    ['ana@mail.acme.es', 'acme.es'],
    ['ana@gmail.com', null],
    ['https://facebook.com/acme', null],
    ['example.com', null],
  ])('the company domain of %s is %s', (text, domain) => expect(companyDomainOf(text)).toBe(domain))
})

describe('phones', () => {
  it.each([
    ['+34 91 555 01 01', '915550101'],
    ['0034 915550101', '915550101'],
    ['(415) 555-2671 x12', '4155552671'],
    ['1-415-555-2671', '4155552671'],
    ['+44 (0)20 7946 0958', '2079460958'],
    ['020 7946 0958', '2079460958'],
    ['1-800-FLOWERS', '8003569377'],
    ['000-0000', null],
    ['1234567', null],
    ['12', null],
    ['call me', null],
  ])('reads %s as %s', (text, digits) => expect(phoneOf(text)).toBe(digits))
})

describe('addresses', () => {
  it.each([
    ['123 N. Main St., Suite 5', '123 North Main Street #5'],
    ['Hauptstraße 12', 'Hauptstr. 12'],
    ['C/ Mayor, 3', 'Calle Mayor 3'],
    ['Avda. de la Paz 7', 'Avenida Paz 7'],
  ])('%s is %s', (a, b) => expect(streetOf(a)?.joined).toBe(streetOf(b)?.joined))

  it('keeps house numbers apart', () =>
    expect(streetOf('Main St 5')?.joined).not.toBe(streetOf('Main St 6')?.joined))

  it.each([
    ['94105-1234', '94105'],
    ['SW1A 1AA', 'sw1a1aa'],
    ['00000', null],
    ['7', null],
  ])('postal code %s is %s', (text, code) => expect(postalCodeOf(text)).toBe(code))
})

describe('placeholders', () => {
  it.each([
    ['N/A', true],
    ['Unknown', true],
    ['???', true],
    ['xxx', true],
    ['Anna', false],
    ['Ng', false],
  ])('%s: %s', (text, expected) => expect(isPlaceholder(text)).toBe(expected))
})
