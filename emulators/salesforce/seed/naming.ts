import type { Naming } from '../../population/truth.ts'
import type { World } from '../../population/world.ts'
import { caseId, companyAccountId, contactId, dealId, leadId, ownAccountId, placeOf } from './seeding.ts'

/** Person accounts go by the id of their account half. */
export function salesforceNaming(world: World): Naming {
  return (family, row) => {
    if (family === 'companies') return { id: companyAccountId(world, row), object: 'Account' }
    if (family === 'deals') return { id: dealId(world, row), object: 'Opportunity' }
    if (family === 'cases') return { id: caseId(world, row), object: 'Case' }
    const { person, copy } = placeOf(world, row)
    const kind = world.kindOf(person, copy)
    if (kind === 'lead') return { id: leadId(world, row), object: 'Lead' }
    return kind === 'person'
      ? { id: ownAccountId(world, row), object: 'PersonAccount' }
      : { id: contactId(world, row), object: 'Contact' }
  }
}
