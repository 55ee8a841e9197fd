import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stewardHome, wantsColour } from '../../src/cli/env.ts'
import { writeOutputFile } from '../../src/cli/output.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-output-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('writeOutputFile', () => {
  it('writes for the owner alone and replaces what was there', async () => {
    const path = join(folder, 'report.html')
    await writeOutputFile(path, ['first'])
    await writeOutputFile(path, ['a', 'b'])
    expect(await readFile(path, 'utf8')).toBe('ab')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('leaves the old file and no partial one when the text breaks off', async () => {
    const path = join(folder, 'report.html')
    await writeOutputFile(path, ['whole'])
    async function* breaking() {
      yield 'half'
      throw new Error('broken')
    }
    await expect(writeOutputFile(path, breaking())).rejects.toMatchObject({ code: 'CANNOT_WRITE', exit: 2 })
    expect(await readFile(path, 'utf8')).toBe('whole')
    expect(await readdir(folder)).toEqual(['report.html'])
  })

  it('writes into a pipe instead of replacing it', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const [read] = await Promise.all([readFile(path, 'utf8'), writeOutputFile(path, ['a', 'b'])])
    expect(read).toBe('ab')
    expect((await stat(path)).isFIFO()).toBe(true)
  })

  it('says what to do when the folder is missing', async () => {
    await expect(writeOutputFile(join(folder, 'no', 'such', 'x'), ['a'])).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
    })
  })
})

describe('stewardHome', () => {
  it.runIf(process.platform === 'linux').each([
    ['the flag first', '/flag', { STEWARD_HOME: '/env' }, '/flag'],
    ['then STEWARD_HOME', undefined, { STEWARD_HOME: '/env', XDG_DATA_HOME: '/xdg' }, '/env'],
    ['then the data folder', undefined, { XDG_DATA_HOME: '/xdg' }, '/xdg/steward'],
  ])('%s', (_name, flag, env, home) => {
    expect(stewardHome(flag, env)).toBe(home)
  })
})

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
])('colour at a terminal %s with %j: %s', (isTTY, env, wanted) => {
  expect(wantsColour({ isTTY }, env)).toBe(wanted)
})
