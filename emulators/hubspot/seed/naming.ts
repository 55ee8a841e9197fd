import type { Naming } from '../../population/truth.ts'
import { companyId, contactId, dealId, type Seeding, ticketId } from './seeding.ts'

export function hubspotNaming(seeding: Pick<Seeding, 'starts' | 'world'>): Naming {
  return (family, row) => {
    if (family === 'companies') return { id: companyId(seeding, row), object: 'companies' }
    if (family === 'deals') return { id: dealId(seeding, row), object: 'deals' }
    if (family === 'cases') return { id: ticketId(seeding, row), object: 'tickets' }
    return { id: contactId(seeding, row), object: 'contacts' }
  }
}
