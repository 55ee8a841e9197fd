import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { addConnection } from '../../src/policy/add-connection.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'steward-add-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

function add(settings: Readonly<Record<string, string>>, name = 'acme', crm = 'salesforce'): string {
  return readFileSync(addConnection({ cwd, name, crm, settings, connectors }), 'utf8')
}

describe('addConnection', () => {
  it.each([
    ['no file', null, 'version: 1\nconnections:\n  acme:\n    crm: salesforce\n    alias: acme\n'],
    [
      'an empty key',
      'version: 1\nconnections:\n',
      'version: 1\nconnections:\n  acme:\n    crm: salesforce\n    alias: acme\n',
    ],
    [
      'comments and other connections',
      '# ours\nversion: 1\nconnections:\n  old: { crm: files, path: ./old } # the export\nlimits: {}\n',
      '# ours\nversion: 1\nconnections:\n  old: { crm: files, path: ./old } # the export\n  acme:\n    crm: salesforce\n    alias: acme\nlimits: {}\n',
    ],
  ])('keeps what stands in the file: %s', (_name, before, after) => {
    if (before !== null) writeFileSync(join(cwd, 'steward.yml'), before)
    expect(add({ alias: 'acme' })).toBe(after)
  })

  it.each([
    [
      'a name twice',
      'version: 1\nconnections: { acme: { crm: salesforce, alias: a } }\n',
      { alias: 'b' },
      'acme',
      'salesforce',
      'CONNECTION_EXISTS',
    ],
    [
      'a name that is no file name',
      'version: 1\n',
      { alias: 'b' },
      '../acme',
      'salesforce',
      'POLICY_INVALID',
    ],
    ['an unknown connector', 'version: 1\n', { alias: 'b' }, 'acme', 'sugar', 'POLICY_INVALID'],
    ['an unknown setting', 'version: 1\n', { alais: 'b' }, 'acme', 'salesforce', 'POLICY_INVALID'],
    ['a file that is no YAML', '{{{', { alias: 'b' }, 'acme', 'salesforce', 'POLICY_INVALID'],
  ])('refuses %s and leaves the file alone', (_name, before, settings, name, crm, code) => {
    writeFileSync(join(cwd, 'steward.yml'), before)
    expect(() => add(settings, name, crm)).toThrow(expect.objectContaining({ code, exit: 2 }))
    expect(readFileSync(join(cwd, 'steward.yml'), 'utf8')).toBe(before)
  })
})
