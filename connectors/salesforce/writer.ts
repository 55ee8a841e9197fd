import type { Writer } from '../../src/kit/writer.ts'
import type { Parts } from './connection.ts'
import { createLooks } from './look/index.ts'
import { createWrites } from './write/writes.ts'

/** The looks before and after, and what lies between. */
export function createWriter(parts: Pick<Parts, 'api' | 'meter' | 'descriptions' | 'organization'>): Writer {
  return { ...createLooks(parts), ...createWrites(parts) }
}
