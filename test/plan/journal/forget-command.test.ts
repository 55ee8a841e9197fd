import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../../src/plan/journal/index.ts'
import { closing, opening, preImage, scratch } from './fixture.ts'

const steward = fileURLToPath(new URL('../../../bin/dev.js', import.meta.url))

function forget(home: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [steward, 'forget', ...args, '--yes', '--home', home], {
    encoding: 'utf8',
  })
}

describe('steward forget', () => {
  it('says which merges can no longer be undone, and fails when a journal could not be cleaned', async () => {
    using folder = scratch()
    const { home } = folder.options
    const dir = join(folder.path, 'journal')
    {
      await using journal = await createJournal(dir, folder.options)
      await journal.appendAll([opening, preImage('aaaaaaaa', [{ id: '003A' }, { id: '003B' }]), closing])
    }
    const done = forget(home, '003A')
    expect([done.status, done.stderr]).toEqual([0, ''])
    expect(done.stdout).toContain(`${dir}: 1 group can no longer be undone (values of 1 entry removed)`)
    expect(readFileSync(join(dir, 'values.ndjson'), 'utf8')).toBe('{"seq":1}\n')

    const json = JSON.parse(forget(home, '003A', '--json').stdout)
    expect(json.result.plans).toEqual({ journals: [], plans: [], searched: 1, missing: [], failed: [] })

    writeFileSync(join(dir, 'journal.ndjson'), 'oh\n')
    const failed = forget(home, '003A')
    expect(failed.status).toBe(1)
    expect(failed.stderr).toContain('may still be in 1 place;')
    expect(failed.stderr).toContain('JOURNAL_BROKEN')
  })
})
