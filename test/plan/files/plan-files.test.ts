import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isKitError } from '../../../src/kit/index.ts'
import { journalFolderOf, valuesNameOf } from '../../../src/plan/files/names.ts'
import { readPlan, readPlanFile } from '../../../src/plan/files/read-plan.ts'
import { planText, sealPlan } from '../../../src/plan/files/seal.ts'
import { writePlan } from '../../../src/plan/files/write-plan.ts'
import { draft, mergeAction, samplePlan, values } from './sample-plan.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-plan-'))
  path = join(folder, 'plan.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a plan on disk', () => {
  it('comes back as it was made, owner-only, with nothing else beside it', async () => {
    await writePlan(path, samplePlan(), values)
    expect(readPlan(path)).toEqual({ plan: samplePlan(), values })
    expect(readdirSync(folder).sort()).toEqual(['plan.json', 'plan.values.json'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it('is the same, byte for byte, for the same input, and names its values by their hash', () => {
    expect(planText(samplePlan())).toBe(planText(samplePlan()))
    const other = structuredClone(values)
    other.key = 'f0'.repeat(32)
    const changed = sealPlan(draft, other, 'plan.values.json')
    expect(changed.checksum).not.toBe(samplePlan().checksum)
    expect(changed.id).toBe(changed.checksum.slice(0, 8))
  })

  it('survives an editor that only changes how the file is laid out', async () => {
    await writePlan(path, samplePlan(), values)
    writeFileSync(path, JSON.stringify(samplePlan()).replaceAll('\n', '\r\n'))
    expect(readPlan(path).plan).toEqual(samplePlan())
  })

  it('is replaced until it was applied', async () => {
    await writePlan(path, samplePlan(), values)
    const later = samplePlan({ createdAt: '2026-10-06T14:02:00.000Z' })
    await writePlan(path, later, values)
    expect(readPlan(path).plan).toEqual(later)
    mkdirSync(journalFolderOf(path))
    await expect(writePlan(path, samplePlan(), values)).rejects.toMatchObject({
      code: 'PLAN_IN_USE',
      exit: 31,
    })
    expect(readPlan(path).plan).toEqual(later)
  })

  it('leaves nothing behind when it cannot be written', async () => {
    mkdirSync(path)
    await expect(writePlan(path, samplePlan(), values)).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
      exit: 2,
    })
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([])
    await expect(writePlan(join(folder, 'no', 'plan.json'), samplePlan(), values)).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
    })
  })

  it.each([
    ['plan.json', 'plan.values.json', 'plan.journal'],
    ['plans/may.JSON', 'may.values.json', 'plans/may.journal'],
    ['may', 'may.values.json', 'may.journal'],
  ])('%s has its values in %s and its journal in %s', (plan, side, journal) => {
    expect([valuesNameOf(plan), journalFolderOf(plan)]).toEqual([side, journal])
  })
})

describe('a plan that is refused', () => {
  const refusals: readonly (readonly [string, string, number, (side: string) => void])[] = [
    ['is not there', 'PLAN_UNREADABLE', 2, () => rmSync(path)],
    [
      'is a folder',
      'PLAN_UNREADABLE',
      2,
      () => {
        rmSync(path)
        mkdirSync(path)
      },
    ],
    ['is cut off', 'PLAN_UNREADABLE', 2, () => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 900))],
    ['is empty', 'PLAN_UNREADABLE', 2, () => writeFileSync(path, '')],
    ['is not UTF-8', 'PLAN_UNREADABLE', 2, () => writeFileSync(path, Buffer.from([0x7b, 0xff, 0xfe]))],
    ['is other JSON', 'PLAN_UNREADABLE', 2, () => writeFileSync(path, '[]')],
    ['is null', 'PLAN_UNREADABLE', 2, () => writeFileSync(path, 'null')],
    ['is its own side file', 'PLAN_UNREADABLE', 2, (side) => writeFileSync(path, readFileSync(side))],
    ['is of a later version', 'PLAN_UNREADABLE', 2, () => edit('"version": 1', '"version": 2')],
    [
      'lacks a part, sealed again',
      'PLAN_UNREADABLE',
      2,
      () =>
        writeFileSync(
          path,
          planText(
            sealPlan({ ...draft, actions: [{ ...mergeAction, losers: [] }] }, values, 'plan.values.json'),
          ),
        ),
    ],
    [
      'names a side file elsewhere, sealed again',
      'PLAN_UNREADABLE',
      2,
      () => writeFileSync(path, planText(sealPlan(draft, values, '../plan.values.json'))),
    ],
    [
      'has another survivor',
      'PLAN_TAMPERED',
      31,
      () => edit('"survivor": "003000000000001AAA"', '"survivor": "003000000000002AAA"'),
    ],
    ['has other evidence', 'PLAN_TAMPERED', 31, () => edit('"by": "policy"', '"by": "decision"')],
    ['claims another org', 'PLAN_TAMPERED', 31, () => edit('"production": false', '"production": true')],
    ['has an added part', 'PLAN_TAMPERED', 31, () => edit('"version": 1,', '"version": 1, "extra": true,')],
    ['has another id', 'PLAN_TAMPERED', 31, () => edit(`"id": "${samplePlan().id}"`, '"id": "00000000"')],
    ['has another checksum', 'PLAN_TAMPERED', 31, () => edit(samplePlan().checksum, 'b'.repeat(64))],
    [
      'has an edited side file',
      'PLAN_TAMPERED',
      31,
      (side) => writeFileSync(side, readFileSync(side, 'utf8').replace('Müller', 'Meier')),
    ],
    ['has the side file of another plan', 'PLAN_TAMPERED', 31, (side) => writeFileSync(side, '{}\n')],
    ['has lost its side file', 'PLAN_VALUES_MISSING', 31, (side) => rmSync(side)],
  ]

  it.each(refusals)('%s: %s, exit %i', async (_, code, exit, damage) => {
    await writePlan(path, samplePlan(), values)
    damage(join(folder, 'plan.values.json'))
    const error = await Promise.try(() => readPlan(path)).catch((thrown: unknown) => thrown)
    if (!isKitError(error)) throw error
    expect({ code: error.code, exit: error.exit }).toEqual({ code, exit })
    expect(error.actions.length).toBeGreaterThan(0)
    expect(`${error.message}${error.actions.join()}`).not.toMatch(/Müller|mueller|5550101/)
  })

  it('can be shown without its values', async () => {
    await writePlan(path, samplePlan(), values)
    rmSync(join(folder, 'plan.values.json'))
    expect(existsSync(join(folder, 'plan.values.json'))).toBe(false)
    expect(readPlanFile(path)).toEqual(samplePlan())
  })
})

function edit(from: string, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}
