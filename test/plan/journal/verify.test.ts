import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal, verifyJournal } from '../../../src/plan/journal/index.ts'
import { closing, intent, opening, outcome, preImage, scratch, verified } from './fixture.ts'

const writes = [
  opening,
  preImage('aaaaaaaa', [{ id: '003A' }, { id: '003B' }]),
  intent(0, 'aaaaaaaa'),
  outcome(0, 'done'),
  verified('aaaaaaaa'),
  closing,
]

async function written(path: string, options: Parameters<typeof createJournal>[1]) {
  const dir = join(path, 'journal')
  await using journal = await createJournal(dir, options)
  await journal.appendAll(writes)
  return { dir, head: journal.head, chain: join(dir, 'journal.ndjson'), values: join(dir, 'values.ndjson') }
}

function edit(path: string, change: (lines: string[]) => readonly string[]): void {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

describe('verifying a journal', () => {
  it('says that all is as it was written', async () => {
    using folder = scratch()
    const { dir, head } = await written(folder.path, folder.options)
    expect(await verifyJournal(dir, { head })).toMatchObject({
      ok: true,
      entries: 6,
      head,
      at: '2026-11-02T09:00:00.000Z',
      close: { reason: 'finished' },
      values: 2,
      forgotten: 0,
      ignored: 0,
      torn: 0,
      problems: [],
    })
  })

  it.each<[string, (lines: string[]) => readonly string[], readonly string[]]>([
    [
      'a changed line, once',
      (lines) => lines.map((line) => line.replace('"complete":true', '"complete":false')),
      ['line 2 was changed after it was written'],
    ],
    [
      'a line taken out',
      (lines) => lines.toSpliced(2, 1),
      ['line 3 has number 3 where 2 belongs, does not follow the line before it'],
    ],
    [
      'a line of something else',
      (lines) => lines.with(2, '{"hello":1}'),
      [
        'line 3 is no journal entry',
        'line 4 has number 3 where 2 belongs, does not follow the line before it',
      ],
    ],
    [
      'two lines changed about',
      ([a, b, c, d, ...rest]) => [a, b, d, c, ...rest] as string[],
      [
        'line 3 has number 3 where 2 belongs, does not follow the line before it',
        'line 4 has number 2 where 4 belongs, does not follow the line before it',
        'line 5 has number 4 where 3 belongs, does not follow the line before it',
      ],
    ],
  ])('sees %s', async (_, change, expected) => {
    using folder = scratch()
    const { dir, chain } = await written(folder.path, folder.options)
    edit(chain, change)
    const { ok, problems } = await verifyJournal(dir)
    expect(ok).toBe(false)
    expect(problems.map(({ where, what }) => `${where} ${what}`)).toEqual(expected)
  })

  it.each<[string, (lines: string[]) => readonly string[], readonly string[], object]>([
    [
      'a changed value',
      (lines) => lines.map((line) => line.replace('003B@', '003C@')),
      ['entry 1 its values are missing or were changed'],
      { values: 1 },
    ],
    [
      'a line taken out',
      (lines) => lines.slice(1),
      ['entry 1 its values are missing or were changed'],
      { values: 1 },
    ],
    [
      'values removed by hand',
      (lines) => lines.with(0, '{"seq":1}'),
      ['entry 1 its values were removed without a tombstone'],
      { values: 1 },
    ],
    ['a line of something else', (lines) => [...lines, 'oh'], ['line 3 is no line of values'], { values: 2 }],
    [
      'lines of another journal',
      (lines) => lines.map((line) => line.replace('"seq":1', '"seq":3')),
      ['entry 1 its values are missing or were changed'],
      { values: 1, ignored: 1 },
    ],
  ])('sees in the values %s', async (_, change, expected, figures) => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    edit(values, change)
    const found = await verifyJournal(dir)
    expect(found.problems.map(({ where, what }) => `${where} ${what}`)).toEqual(expected)
    expect(found).toMatchObject({ ok: false, ...figures })
  })

  it('is not upset by values in another order', async () => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    edit(values, (lines) => lines.toReversed())
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, values: 2 })
  })

  it('sees the values file missing', async () => {
    using folder = scratch()
    const { dir, values } = await written(folder.path, folder.options)
    rmSync(values)
    expect((await verifyJournal(dir)).problems).toEqual([
      { file: 'values.ndjson', where: 'file', what: 'is missing' },
    ])
  })

  it('cannot tell lines taken away at the end from a crash, unless the head was noted', async () => {
    using folder = scratch()
    const { dir, chain, head } = await written(folder.path, folder.options)
    edit(chain, (lines) => lines.slice(0, -2))
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, close: null, entries: 4, ignored: 1 })
    expect((await verifyJournal(dir, { head })).problems).toMatchObject([
      { where: 'end', what: expect.stringContaining('were taken away') },
    ])
  })

  it('lists twenty problems and counts the rest', async () => {
    using folder = scratch()
    const { dir, chain } = await written(folder.path, folder.options)
    edit(chain, () => Array.from({ length: 25 }, () => 'oh'))
    const { problems, moreProblems } = await verifyJournal(dir)
    expect([problems.length, moreProblems]).toEqual([20, 5])
  })
})

const hasShell = ['sed', 'tail', 'sha256sum', 'jq', 'paste'].every((tool) => {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`])
    return true
  } catch {
    return false
  }
})

describe.skipIf(!hasShell)('the commands of docs/plan/journal.md', () => {
  const page = readFileSync(new URL('../../../docs/plan/journal.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')

  it('agree with the journal, and notice a change', async () => {
    using folder = scratch()
    const { dir, chain, values } = await written(folder.path, folder.options)
    const said = () =>
      blocks.map((text) => execFileSync('sh', ['-c', text], { cwd: dir, encoding: 'utf8' }).trim())
    expect(blocks).toHaveLength(3)
    expect(said()).toEqual(['', '', ''])
    edit(chain, (lines) => lines.map((line) => line.replace('"complete":true', '"complete":false')))
    edit(values, (lines) => lines.map((line) => line.replace('003B@', '003C@')))
    expect(said()).toEqual([expect.stringContaining('1'), '', expect.stringContaining('1')])
    edit(chain, (lines) => lines.toSpliced(3, 1))
    expect(said()[1]).not.toBe('')
  })
})
