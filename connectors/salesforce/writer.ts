import type { Writer } from '../../src/kit/writer.ts'
import type { Parts } from './connection.ts'
import { createLooks } from './look/index.ts'
import { createWrites } from './write/writes.ts'

/** The looks before and after, and what lies between. */
export function createWriter(parts: Pick<Parts, 'api' | 'meter' | 'descriptions' | 'organization'>): Writer {
  // Full and partial copies keep the ids of records (not in the vendor's own words; users say so); help, "Servers and
  // IDs": that of the org is another one after each refresh.
  return { ...createLooks(parts), ...createWrites(parts), whyNoRehearsal: null }
}
