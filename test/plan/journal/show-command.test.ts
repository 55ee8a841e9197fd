import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../../src/plan/journal/index.ts'
import { closing, opening, scratch } from './fixture.ts'

const steward = fileURLToPath(new URL('../../../bin/dev.js', import.meta.url))

function journal(...args: readonly string[]) {
  return spawnSync(process.execPath, [steward, 'journal', ...args], { encoding: 'utf8' })
}

describe.each(['show', 'verify'])('steward journal %s', (command) => {
  it('takes the plan for the journal beside it, and advises no flag that it does not have', async () => {
    using folder = scratch()
    {
      await using written = await createJournal(join(folder.path, 'plan.journal'), folder.options)
      await written.appendAll([opening, closing])
    }
    const done = journal(command, join(folder.path, 'plan.json'))
    expect([done.status, done.stderr]).toEqual([0, ''])
    const none = journal(command, join(folder.path, 'other.json'))
    expect(none.status).toBe(2)
    expect(none.stderr).toContain('other.journal')
    expect(none.stderr).not.toContain('--journal')
  })
})
