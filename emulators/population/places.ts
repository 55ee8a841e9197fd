import { type Company, company } from './company.ts'
import type { Layout, Variant } from './layout.ts'
import type { PeopleKind } from './people-row.ts'
import { employee, type Person, resident } from './person.ts'
import { hash, type Random, Stream } from './random.ts'

export function companyAt(seed: number, plan: Layout, index: number): Company {
  const group = plan.groupOf[index] as number
  return company(seed, group, plan.partOf[index] as number, index, plan.domainNumber[group] as number)
}

export function personAt(
  seed: number,
  plan: Layout,
  companies: (index: number) => Company,
  index: number,
): Person {
  const unit = plan.unitOf[index] as number
  if (unit < 0) {
    const household = -1 - unit
    const first = plan.householdFirst[household] as number
    return resident(seed, household, first, index - first, plan.householdSize[household] as number)
  }
  const at = companies(unit)
  const first = plan.firstPerson[unit] as number
  const seat = {
    person: index,
    first,
    ordinal: index - first,
    size: plan.headcount[unit] as number,
    culture: at.culture,
  }
  return employee(seed, seat, at, plan.mailNumber[index] as number)
}

export function companyRowsOf(plan: Layout, index: number): number {
  return (plan.firstCompanyRow[index + 1] as number) - (plan.firstCompanyRow[index] as number)
}

/** Prospects have leads only; people at home are customers themselves, or leads. */
export function kindAt(
  seed: number,
  plan: Layout,
  variant: Variant,
  index: number,
  copy: number,
): PeopleKind {
  const unit = plan.unitOf[index] as number
  const draw = (part: number): number => hash(seed, Stream.copy, index, part) / 4294967296
  if (unit >= 0 && plan.prospect[unit] === 1) return 'lead'
  const home = homeKind(variant, draw(40), draw(41))
  const first: PeopleKind = unit < 0 ? home : draw(40) < 0.86 ? 'contact' : 'lead'
  if (copy === 0 || draw(42 + copy) < 0.64) return first
  if (first !== 'lead') return 'lead'
  return unit >= 0 || variant !== 'standard' ? 'contact' : 'person'
}

function homeKind(variant: Variant, draw: number, other: number): PeopleKind {
  if (variant === 'nonprofit') return draw > 0.93 ? 'lead' : 'contact'
  if (variant === 'business') return draw < 0.3 ? 'contact' : 'lead'
  return draw < 0.55 ? 'person' : other < 0.15 ? 'contact' : 'lead'
}

export function newEmployer(
  source: Random,
  plan: Layout,
  companies: (index: number) => Company,
  withRow: boolean,
): Company | null {
  for (let attempt = 0; attempt < 20; attempt++) {
    const index = source.int(plan.companies)
    if (!withRow || companyRowsOf(plan, index) > 0) return companies(index)
  }
  return null
}
