import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { files } from '../../../connectors/files/index.ts'
import { connectorConformance } from '../../../src/kit/testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
const contacts = join(folder, 'contacts.csv')
const header = 'Id,First Name,Last Name,Email'
const rows = ['1,Ann,Bell,ann@acme.example', '2,Bob,Cole,bob@acme.example', '3,Cy,Dahl,']
writeFileSync(contacts, [header, ...rows].join('\n'))
writeFileSync(join(folder, 'accounts.csv'), 'Account ID;Account Name;Website\n7;Acme;acme.example\n')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the files connector', () => {
  const checks = connectorConformance({
    connector: files,
    settings: { path: folder },
    records: { contacts: 3, accounts: 1 },
    broken: [
      { name: 'no such path', settings: { path: join(folder, 'nowhere') }, code: 'FILE_NOT_FOUND' },
      {
        name: 'settings for a file that is not there',
        settings: { path: folder, objects: { leads: {} } },
        code: 'FILE_NOT_FOUND',
      },
      {
        name: 'a column that is not there',
        settings: { path: folder, objects: { contacts: { fields: { phone: 'Fon' } } } },
        code: 'UNKNOWN_COLUMN',
      },
    ],
    change: {
      object: 'contacts',
      id: '4',
      act: async () => appendFileSync(contacts, '\n4,Di,East,di@x.example'),
    },
    remove: {
      object: 'contacts',
      id: '2',
      act: async () => writeFileSync(contacts, `${header}\n${rows[0]}\n`),
    },
  })
  for (const check of checks) it(check.name, check.run)
})
