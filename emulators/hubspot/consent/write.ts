import { atomically } from '../../statement.ts'
import type { Org } from '../org.ts'
import { validation } from '../page.ts'
import { refreshOptOuts } from '../store/opt-out.ts'
import { type LegalBasis, legalBases, type StatusSpec, setSubscriptionStatus } from './tables.ts'

/** The contact that has the address shows it at once. */
export function writeStatus(org: Org, spec: Omit<StatusSpec, 'at'>): void {
  checkAddress(spec.email)
  atomically(org.db, () => {
    setSubscriptionStatus(org, { ...spec, at: org.clock.now().getTime() })
    refreshOptOuts(org, spec.email)
  })
}

export function checkAddress(email: string): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw validation(`${email} is not a valid email address`)
}

export function legalBasisOf(
  body: Readonly<Record<string, unknown>>,
): Pick<StatusSpec, 'legalBasis' | 'explanation'> {
  const { legalBasis, legalBasisExplanation } = body
  if (legalBasis === undefined) return {}
  if (!(legalBases as readonly unknown[]).includes(legalBasis))
    throw validation(`${String(legalBasis)} is not a valid legal basis`)
  return {
    legalBasis: legalBasis as LegalBasis,
    explanation: typeof legalBasisExplanation === 'string' ? legalBasisExplanation : null,
  }
}
