import { statement } from '../../statement.ts'
import { ApiError, type Org } from '../org.ts'
import type { Values } from './record.ts'

/** Main address first, lower case, without repetition. */
export function emailsOf(properties: Values): string[] {
  const all = [properties.email ?? '', ...(properties.hs_additional_emails ?? '').split(';')]
  return [...new Set(all.map((address) => address.trim().toLowerCase()).filter((address) => address !== ''))]
}

/** The living contact that has this address, as its main or as an additional one. */
export function contactOfEmail(org: Org, address: string): string | undefined {
  const row = statement(org.db, 'SELECT id FROM email WHERE address = ?').get(address.trim().toLowerCase())
  return row === undefined ? undefined : String(row.id)
}

export function addEmails(org: Org, id: string, properties: Values): void {
  for (const address of emailsOf(properties)) {
    const added = statement(org.db, 'INSERT OR IGNORE INTO email VALUES (?, ?)').run(address, Number(id))
    if (added.changes > 0) continue
    const owner = contactOfEmail(org, address)
    if (owner !== id) throw new ApiError(409, 'CONFLICT', `Contact already exists. Existing ID: ${owner}`)
  }
}

export function dropEmails(org: Org, id: string): void {
  statement(org.db, 'DELETE FROM email WHERE id = ?').run(Number(id))
}
