import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Finding, severities } from '../../src/kit/index.ts'
import { FindingSink } from '../../src/scan/finding-sink.ts'
import { newFolder } from './scan.ts'

function finding(index: number): Finding {
  const severity = severities[index % 5] ?? 'info'
  return {
    rule: `sample/r${index % 3}`,
    severity,
    connection: 'acme',
    messageId: 'm',
    message: `${index} \u2028 \n ${'x'.repeat(800)}`,
    records: [],
    aspect: String(index),
    evidence: [],
    actions: [],
    fingerprint: ((index * 7919) % 1_000_003).toString(16).padStart(32, '0'),
    isNew: null,
  }
}

const count = 15_000

it('sorts more findings than it holds, without those that were taken back and without repeats', async () => {
  const folder = newFolder()
  const sink = new FindingSink(folder)
  const [kept, dropped] = [sink.begin(), sink.begin()]
  for (let index = 0; index < count; index += 1) sink.add(finding(index), index % 10 === 0 ? dropped : kept)
  sink.add(finding(1), kept)
  expect(readdirSync(folder).length).toBeGreaterThan(0)
  sink.takeBack(dropped)
  const path = join(folder, 'all')
  let counted = 0
  await sink.writeTo(path, () => {
    counted += 1
  })
  expect(readdirSync(folder)).toEqual(['all'])
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const found = lines.map((line) => JSON.parse(line) as Finding)
  expect(counted).toBe(found.length)
  expect(found).toHaveLength(count * 0.9)
  const keys = found.map(
    ({ severity, rule, fingerprint }) => `${severities.indexOf(severity)} ${rule} ${fingerprint}`,
  )
  expect(keys).toEqual(keys.toSorted())
  expect(found[0]?.message).toContain(' \u2028 \n ')
})
