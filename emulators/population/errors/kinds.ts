/** How a second row about somebody came into being; each way spoils other things. */
export const origins = ['manual', 'web-form', 'import', 'card-scan', 'sync'] as const
export type Origin = (typeof origins)[number]

export const originShare: Readonly<Record<Origin, number>> = {
  manual: 0.38,
  'web-form': 0.24,
  import: 0.2,
  'card-scan': 0.07,
  sync: 0.11,
}

interface ErrorKindFacts {
  /** Probability in a duplicate row typed by hand, where the row has something to spoil. */
  readonly share: number
  /** Factor for the other ways; 1 when not named. */
  readonly by?: Partial<Record<Origin, number>>
  /** Probability in any row, the only row of a person included. */
  readonly everywhere?: number
}

/**
 * Error model 1 for people. Frozen: figures on quality are comparable only within one version.
 * A kind whose precondition is missing (no hyphen, no second surname, no e-mail) does not happen.
 */
export const personErrors = {
  'typo-keyboard': { share: 0.07, by: { 'web-form': 1.6, import: 0.3, sync: 0.1 }, everywhere: 0.006 },
  'typo-phonetic': { share: 0.05, by: { 'web-form': 0.4, import: 0.2, sync: 0.1 }, everywhere: 0.003 },
  'typo-ocr': { share: 0.003, by: { 'card-scan': 90, import: 1, 'web-form': 0, sync: 0 } },
  nickname: { share: 0.22, by: { 'web-form': 1.3, import: 0.5, sync: 0.4 } },
  'initial-only': { share: 0.04, by: { import: 2, 'card-scan': 1.5, 'web-form': 0.5 }, everywhere: 0.01 },
  'names-swapped': { share: 0.012, by: { import: 4, 'web-form': 1.5, sync: 0.2 }, everywhere: 0.002 },
  'second-surname-dropped': { share: 0.4, by: { 'web-form': 1.2, 'card-scan': 0.5, sync: 0.6 } },
  'second-first-name-dropped': { share: 0.3, by: { 'web-form': 1.3 } },
  'hyphen-changed': { share: 0.3, by: { import: 1.4 } },
  'married-name': { share: 0.035 },
  'middle-name-dropped': { share: 0.55, by: { 'web-form': 1.4 } },
  'particle-moved': { share: 0.35, by: { import: 1.5 } },
  'suffix-dropped': { share: 0.45, by: { 'web-form': 1.6 } },
  'title-in-name': { share: 0.012, by: { 'web-form': 1.5, 'card-scan': 3 }, everywhere: 0.003 },
  'one-name-field': { share: 0.012, by: { 'web-form': 2, import: 2 }, everywhere: 0.002 },
  'case-lost': { share: 0.07, by: { 'web-form': 3.2, import: 2.2, sync: 0.5 }, everywhere: 0.035 },
  'diacritics-lost': { share: 0.22, by: { 'web-form': 2, import: 1.8, 'card-scan': 1.5 }, everywhere: 0.05 },
  'email-lost': { share: 0.2, by: { 'web-form': 0.05, 'card-scan': 0.5, sync: 0.3 }, everywhere: 0.09 },
  'email-private': { share: 0.1, by: { 'web-form': 2, import: 0.7, sync: 0.5 } },
  'email-typo': {
    share: 0.035,
    by: { 'web-form': 1.3, 'card-scan': 2.5, import: 0.3, sync: 0.1 },
    everywhere: 0.004,
  },
  'email-other-pattern': { share: 0.06, by: { import: 1.2 } },
  'email-other-domain': { share: 0.04, by: { import: 1.5 } },
  'email-role-mailbox': { share: 0.03, by: { 'web-form': 1.4 } },
  'phone-reformatted': { share: 0.5, by: { import: 1.5, 'web-form': 1.5, sync: 1.7 }, everywhere: 0.25 },
  'phone-extension': { share: 0.07, by: { 'web-form': 0.3 } },
  'phone-lost': { share: 0.22, by: { 'web-form': 1.6, 'card-scan': 0.4 }, everywhere: 0.12 },
  'phone-switchboard': { share: 0.14, by: { import: 1.5, 'web-form': 0.5 } },
  'phone-typo': { share: 0.03, by: { 'web-form': 1.5, import: 0.5, sync: 0.1 } },
  'mobile-lost': { share: 0.4, by: { 'web-form': 0.8, import: 1.3 }, everywhere: 0.25 },
  'mobile-as-phone': { share: 0.08, by: { 'web-form': 2.5 } },
  'company-variant': { share: 0.42, by: { 'web-form': 1.4, import: 1.2, sync: 0.5 }, everywhere: 0.12 },
  'other-company-row': { share: 0.4 },
  'job-change': { share: 0.06, by: { 'web-form': 1.4, sync: 0.3 } },
  'title-changed': { share: 0.18, by: { 'web-form': 0.5 } },
  'title-lost': { share: 0.3, by: { 'web-form': 1.6, 'card-scan': 0.2 }, everywhere: 0.2 },
  'street-abbreviated': { share: 0.4, by: { import: 1.4 }, everywhere: 0.08 },
  moved: { share: 0.07 },
  'address-lost': { share: 0.3, by: { 'web-form': 2.6, 'card-scan': 0.5 }, everywhere: 0.25 },
  'postal-code-typo': { share: 0.03, by: { import: 0.5 }, everywhere: 0.004 },
  whitespace: { share: 0.03, by: { import: 2.5, 'web-form': 1.5 }, everywhere: 0.015 },
  mojibake: { share: 0.01, by: { import: 8, sync: 2, 'web-form': 0 }, everywhere: 0.008 },
  placeholder: { share: 0.02, by: { 'web-form': 2, import: 1.2 }, everywhere: 0.02 },
} as const satisfies Record<string, ErrorKindFacts>

export type PersonErrorKind = keyof typeof personErrors

/** Error model 1 for second rows of companies. */
export const companyErrors = {
  'legal-form-changed': { share: 0.45 },
  'name-abbreviated': { share: 0.12 },
  'trading-name': { share: 0.12 },
  'name-typo': { share: 0.08, everywhere: 0.004 },
  'case-lost': { share: 0.14, everywhere: 0.04 },
  'diacritics-lost': { share: 0.35, everywhere: 0.05 },
  'site-added': { share: 0.08 },
  'website-lost': { share: 0.3, everywhere: 0.22 },
  'phone-lost': { share: 0.25, everywhere: 0.15 },
  'phone-reformatted': { share: 0.6, everywhere: 0.2 },
  'street-abbreviated': { share: 0.4, everywhere: 0.08 },
  'address-lost': { share: 0.2, everywhere: 0.1 },
  moved: { share: 0.07 },
  placeholder: { share: 0.02, everywhere: 0.01 },
} as const satisfies Record<string, ErrorKindFacts>

export type CompanyErrorKind = keyof typeof companyErrors

/** Error model 1 for deals entered twice and cases opened twice. */
export const dealErrors = {
  'name-changed': { share: 0.55 },
  'amount-rounded': { share: 0.25 },
  'amount-lost': { share: 0.1 },
  'close-date-moved': { share: 0.4 },
  'other-owner': { share: 0.35 },
  'stage-behind': { share: 0.4 },
  'other-company-row': { share: 0.3 },
} as const satisfies Record<string, ErrorKindFacts>

export type DealErrorKind = keyof typeof dealErrors

export const caseErrors = {
  'subject-prefix': { share: 0.5 },
  'subject-reworded': { share: 0.25 },
  'other-channel': { share: 0.35 },
  'text-lost': { share: 0.15 },
  'contact-lost': { share: 0.2 },
  'subject-typo': { share: 0.12 },
} as const satisfies Record<string, ErrorKindFacts>

export type CaseErrorKind = keyof typeof caseErrors

/** Names a change of the tables above, of preconditions or of the corruptions themselves. */
export const errorModel = 1

export function probability(facts: ErrorKindFacts, duplicate: boolean, origin: Origin): number {
  if (!duplicate) return facts.everywhere ?? 0
  return Math.min(0.97, Math.max(facts.everywhere ?? 0, facts.share * (facts.by?.[origin] ?? 1)))
}
