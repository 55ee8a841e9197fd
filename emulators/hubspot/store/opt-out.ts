import { statement } from '../../statement.ts'
import { optOutsOf } from '../consent/tables.ts'
import type { Org } from '../org.ts'
import { definition } from '../schema/properties.ts'
import { defineProperty } from './define.ts'
import { contactOfEmail } from './email.ts'
import { recordHistory } from './history.ts'
import { recordTable } from './open.ts'
import { findRecord, type Values } from './record.ts'

/** `hs_email_optout` and `hs_email_optout_{id}`: consent belongs to the main address, the contact only shows it. */
function optOutValues(org: Org, email: string | undefined): Record<string, string> {
  if (email === undefined) return {}
  const { all, subscriptionIds } = optOutsOf(org, email.toLowerCase())
  const values: Record<string, string> = all ? { hs_email_optout: 'true' } : {}
  for (const id of subscriptionIds) values[`hs_email_optout_${id}`] = 'true'
  return values
}

/** The values with the opt-outs of their main address instead of those that they had. */
export function withOptOuts(org: Org, values: Values): Record<string, string> {
  const others = Object.entries(values).filter(([name]) => !/^hs_email_optout(?:_\d+)?$/.test(name))
  return { ...Object.fromEntries(others), ...optOutValues(org, values.email) }
}

/** To be called when the consent of an address changed: its contact shows it, and is modified by it. */
export function refreshOptOuts(org: Org, email: string): void {
  defineOptOuts(org)
  const id = contactOfEmail(org, email)
  const record = id === undefined ? undefined : findRecord(org, 'contacts', id)
  if (record === undefined) return
  const properties = withOptOuts(org, record.properties)
  if (JSON.stringify(properties) === JSON.stringify(record.properties)) return
  const updated = Math.max(org.clock.now().getTime(), record.updated)
  recordHistory(org, 'contacts', record, properties, updated, { type: 'EMAIL', id: 'subscriptions' })
  statement(org.db, `UPDATE ${recordTable('contacts')} SET updated = ?, properties = ? WHERE id = ?`).run(
    updated,
    JSON.stringify(properties),
    Number(record.id),
  )
}

/** Every subscription type is a property of contacts too. */
function defineOptOuts(org: Org): void {
  const known = org.schema.properties.get('contacts')
  for (const row of org.db.prepare('SELECT id, name FROM subscription_type ORDER BY id').all()) {
    const name = `hs_email_optout_${row.id}`
    if (known?.has(name)) continue
    defineProperty(
      org,
      'contacts',
      definition([name, `Opted out of email: ${row.name}`, 'bool', 'r'], 'emailinformation'),
    )
  }
}

/** All contacts at once, after seeding. */
export function showAllOptOuts(org: Org): void {
  defineOptOuts(org)
  const write = org.db.prepare(
    `UPDATE ${recordTable('contacts')} SET properties = json_patch(properties, ?) WHERE id = ?`,
  )
  const rows = org.db
    .prepare(
      `SELECT DISTINCT e.id, e.address FROM subscription_status s JOIN email e ON e.address = lower(s.email)
        WHERE s.status = 'UNSUBSCRIBED'`,
    )
    .all()
  for (const row of rows) {
    const record = findRecord(org, 'contacts', String(row.id))
    if (record?.properties.email?.toLowerCase() !== String(row.address)) continue
    write.run(JSON.stringify(optOutValues(org, String(row.address))), Number(row.id))
  }
}
