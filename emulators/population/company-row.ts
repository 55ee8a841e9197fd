import { type Company, legalName } from './company.ts'
import { spoilCompany } from './errors/company.ts'
import type { CompanyDraft } from './errors/draft.ts'
import type { CompanyErrorKind } from './errors/kinds.ts'
import { writePhone } from './phone.ts'
import { type Random, random, Stream } from './random.ts'

/** A company as one row of a CRM says it is. */
export interface CompanyRow extends Readonly<CompanyDraft> {
  readonly company: Company
  /** 0 for the row that was there first. */
  readonly copy: number
  readonly errors: readonly CompanyErrorKind[]
  readonly source: Random
}

/** `source` goes on where the corruption stopped: further fields are drawn from it. */
export function companyRow(seed: number, of: Company, copy: number, repeated = copy > 0): CompanyRow {
  const source = random(seed, Stream.companyCopy, of.index, copy)
  const draft: CompanyDraft = {
    name: legalName(of),
    site: '',
    phone: writePhone(of.switchboard, 0),
    website: source.chance(0.5)
      ? `https://www.${of.domain}`
      : source.chance(0.6)
        ? `www.${of.domain}`
        : of.domain,
    ...of.address,
  }
  const errors = spoilCompany(draft, source, of, repeated)
  return { ...draft, company: of, copy, errors, source }
}
