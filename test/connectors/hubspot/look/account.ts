import {
  insertSubscriptionType,
  setSubscriptionStatus,
} from '../../../../emulators/hubspot/consent/tables.ts'
import { addMembers, insertList } from '../../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { settle } from '../../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'

export function tieRecords(org: Org, from: string, to: string, typeId: number): void {
  const [fromEnd, toEnd] = [from, to].map((text) => {
    const [type = '', id = ''] = text.split(' ')
    return { type, id }
  })
  if (fromEnd === undefined || toEnd === undefined) throw new Error('two ends')
  associate(org, fromEnd, toEnd, { category: 'HUBSPOT_DEFINED', typeId })
}

/** Contacts 1001 to 1200; every fourth has a company and is in a list, 1004 and 1008 opted out of e-mail. */
export function manyContacts(org: Org): void {
  const at = org.clock.now().getTime()
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: at })
  insertSubscriptionType(org, { id: 8, name: 'Offers', createdAt: at })
  insertRecord(org, 'companies', { id: '81', properties: { name: 'Acme' } }, { quick: true })
  insertRecord(org, 'notes', { id: '91', properties: { hs_note_body: 'Note' } }, { quick: true })
  insertList(org, { name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL', createdAt: at })
  insertList(org, {
    name: 'Dynamic',
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: {},
    createdAt: at,
  })
  for (let id = 1001; id <= 1200; id++) {
    const email = `p${id}@example.com`
    insertRecord(org, 'contacts', { id: String(id), properties: { email } }, { quick: true })
    if (id % 4 > 0) continue
    tieRecords(org, `contacts ${id}`, 'companies 81', 1)
    addMembers(org, 1, [String(id)], at)
    addMembers(org, 2, [String(id)], at)
  }
  tieRecords(org, 'notes 91', 'contacts 1001', 202)
  const source = 'test'
  setSubscriptionStatus(org, {
    email: 'p1004@example.com',
    subscriptionId: null,
    status: 'UNSUBSCRIBED',
    source,
    at,
  })
  setSubscriptionStatus(org, {
    email: 'p1008@example.com',
    subscriptionId: 7,
    status: 'UNSUBSCRIBED',
    source,
    at,
  })
  settle(org)
}
