import type { Writer } from '../../src/kit/writer.ts'
import { createLooks, type LookParts } from './look/index.ts'
import { createWrites } from './write/index.ts'

/** The looks before and after, and what lies between. */
export function createWriter(parts: LookParts): Writer {
  const { waysOf, ...looks } = createLooks(parts)
  return { ...looks, ...createWrites({ ...parts, waysOf }) }
}
