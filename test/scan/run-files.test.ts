import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { Finding } from '../../src/kit/index.ts'
import { FindingResult } from '../../src/report/json.ts'
import { FindingLine, parseOwn } from '../../src/scan/run-files.ts'
import { finding } from '../report/finding.ts'

/** What JSON makes of a type: what is undefined is left out. */
type Json<T> = T extends object ? { -readonly [K in keyof T]: Json<Exclude<T[K], undefined>> } : T

describe('a line of findings.ndjson', () => {
  it('takes every finding that the kit can describe, and so does the JSON report', () => {
    const line = (one: Json<Finding>): z.input<typeof FindingLine> => one
    const result = (one: Json<Finding>): z.input<typeof FindingResult> => one
    const made = finding() as Json<Finding>
    expect(FindingLine.parse(line(made))).toEqual(FindingResult.parse(result(made)))
    // and nothing of a finding is left out of the report
    expectTypeOf<keyof z.input<typeof FindingResult>>().toEqualTypeOf<keyof Finding>()
  })

  it('may hold actions that only a newer version knows', () => {
    const newer = { ...finding(), actions: [{ kind: 'archive', record: finding().records[0] }] }
    const read = parseOwn(FindingLine, JSON.stringify(newer), 'Run 1')
    expect(read.actions).toEqual(newer.actions)
  })

  it('may not hold an action without a kind', () => {
    const damaged = { ...finding(), actions: [{}] }
    expect(() => parseOwn(FindingLine, JSON.stringify(damaged), 'Run 1')).toThrow('Run 1 cannot be read')
  })
})
