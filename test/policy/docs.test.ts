import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { packs } from '../../plugins/index.ts'
import { environment } from '../../src/cli/env.ts'
import { loadPolicy } from '../../src/policy/index.ts'
import { Limits, Policy } from '../../src/policy/schema.ts'
import { newFolder } from '../scan/scan.ts'

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text)

describe('docs/policy.md', () => {
  it.each(blocks.map((text) => [text.split('\n').find((line) => !line.startsWith('#')) ?? '', text]))(
    'the example of %s is valid',
    async (_, text) => {
      const cwd = newFolder()
      writeFileSync(join(cwd, 'steward.yml'), text.includes('version:') ? text : `version: 1\n${text}`)
      await expect(loadPolicy({ cwd, packs, connectors })).resolves.toMatchObject({
        path: join(cwd, 'steward.yml'),
      })
    },
  )

  it.each([...Object.keys(Policy.shape), ...Object.keys(Limits.shape), ...Object.keys(environment)])(
    'tells about %s',
    (name) => {
      expect(page).toContain(`${name}`)
    },
  )
})
