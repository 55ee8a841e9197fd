import { roleMailbox } from '../person.ts'
import { companyMail } from '../person-name.ts'
import { phoneStyles, writePhone } from '../phone.ts'
import type { PersonErrorKind } from './kinds.ts'
import type { Spoil } from './names.ts'
import { digitTypo, keyboardTypo, ocrTypo } from './typos.ts'

/** Ways to reach somebody: mail and telephone. */
export const wayErrors = {
  'email-lost': (draft) => {
    if (draft.email === '') return false
    draft.email = ''
    return true
  },
  'email-private': (draft, _random, of) => {
    if (draft.email === '' || of.privateEmail === draft.email) return false
    draft.email = of.privateEmail
    return true
  },
  'email-other-pattern': (draft, random, of) => {
    if (of.company === null || !draft.email.endsWith(of.company.domain)) return false
    const fresh = `${companyMail(of.name, (of.company.mailPattern + 1 + random.int(4)) % 6, 50, 1)}@${of.company.domain}`
    if (fresh === draft.email) return false
    draft.email = fresh
    return true
  },
  'email-other-domain': (draft, random) => {
    const [local, domain] = draft.email.split('@')
    if (!local || !domain) return false
    const stem = domain.replace(/\.(com|co\.uk|com\.mx|[a-z]{2})$/, '')
    const fresh = random.pick(['.com', '.net', '.es', '.eu', '-group.com', '.org'])
    draft.email = `${local}@${stem}${fresh}`
    return `${stem}${fresh}` !== domain
  },
  'email-role-mailbox': (draft, random, of) => {
    if (of.company === null || draft.email === '') return false
    draft.email = `${roleMailbox(random, of.company.culture)}@${of.company.domain}`
    return true
  },
  'email-typo': (draft, random) => {
    const [local, domain] = draft.email.split('@')
    if (!local || !domain) return false
    const typo = random.chance(0.2) ? ocrTypo : keyboardTypo
    const fresh = random.chance(0.65)
      ? `${typo(random, local)}@${domain}`
      : `${local}@${misspeltDomain(domain, keyboardTypo(random, domain))}`
    if (fresh === draft.email || !/^[^@\s]+@[^@\s]+\.[a-z]{2,}$/.test(fresh)) return false
    draft.email = fresh
    return true
  },
  'phone-lost': (draft) => {
    if (draft.phone === '') return false
    draft.phone = ''
    return true
  },
  'mobile-lost': (draft) => {
    if (draft.mobile === '') return false
    draft.mobile = ''
    return true
  },
  'mobile-as-phone': (draft) => {
    if (draft.mobile === '') return false
    ;[draft.phone, draft.mobile] = [draft.mobile, '']
    return true
  },
  'phone-reformatted': (draft, random, of) => {
    const style = 1 + random.int(phoneStyles - 1)
    const before = draft.phone + draft.mobile
    const asMobile = of.mobile !== null && draft.mobile === '' && draft.phone === writePhone(of.mobile, 0)
    const dialled = asMobile ? of.mobile : of.phone
    if (draft.phone !== '' && dialled !== null) draft.phone = writePhone(dialled, style)
    if (draft.mobile !== '' && of.mobile !== null) draft.mobile = writePhone(of.mobile, style)
    return before !== draft.phone + draft.mobile
  },
  'phone-switchboard': (draft, _random, of) => {
    if (of.company === null || draft.phone === '') return false
    const fresh = writePhone(of.company.switchboard, 0)
    if (fresh === draft.phone) return false
    draft.phone = fresh
    return true
  },
  'phone-extension': (draft, random) => {
    if (draft.phone === '' || draft.phone.includes('x')) return false
    draft.phone += random.pick([' x', ' ext. ', ' ext ', ' Ext.', '/']) + (10 + random.int(890))
    return true
  },
  'phone-typo': (draft, random) => {
    const field = draft.phone !== '' && random.chance(0.6) ? 'phone' : 'mobile'
    const before = draft[field]
    draft[field] = digitTypo(random, before)
    return before !== draft[field]
  },
} as const satisfies Partial<Record<PersonErrorKind, Spoil>>

function misspeltDomain(domain: string, typed: string): string {
  const known: Readonly<Record<string, string>> = {
    'gmail.com': 'gmial.com',
    'hotmail.com': 'hotmal.com',
    'outlook.com': 'outlok.com',
  }
  return known[domain] ?? typed
}
