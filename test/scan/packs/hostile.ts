import { z } from 'zod'
import { defineRulePack, orgRule, type Report, recordRule } from '../../../src/kit/index.ts'

const meta = { why: 'A test.', remedy: 'None.', tags: [], severity: 'low' as const, messages: { any: 'x' } }
const options = z.strictObject({})

function rule(id: `${string}/${string}`, check: (id: string, report: (report: Report) => void) => void) {
  return recordRule({
    meta: { ...meta, id, summary: id, options },
    entity: 'person',
    fields: ['lastName'],
    check: ({ key }, { report }) => check(key.id, report),
  })
}

function seen(id: string): Report {
  return { messageId: 'any', aspect: id }
}

/** Rules that go wrong in every way a rule can, beside one that does not. */
export default defineRulePack({
  name: 'hostile',
  rules: [
    rule('hostile/throws', (id, report) => {
      report(seen(id))
      if (id === '2') throw new Error('quotes roberto@example.com')
    }),
    rule('hostile/hangs', (id, report) => {
      report(seen(id))
      while (id === '2');
    }),
    rule('hostile/exits', (id, report) => {
      report(seen(id))
      if (id === '2') process.exit(3)
    }),
    rule('hostile/unknown-message', (_, report) => report({ messageId: 'nope', aspect: 'a' })),
    rule('hostile/no-subject', (_, report) => report({ messageId: 'any', records: [] })),
    rule('hostile/uncloneable', (_, report) =>
      report({ messageId: 'any', aspect: 'a', data: { f: (() => 1) as never } }),
    ),
    rule('hostile/twins', (_, report) => {
      report({ messageId: 'any', evidence: [{ label: 'first', value: 1, personal: false }] })
      report({ messageId: 'any', evidence: [{ label: 'second', value: 2, personal: false }] })
    }),
    orgRule({
      meta: { ...meta, id: 'hostile/org-twins', summary: 'Twins of an org.', options },
      needs: {},
      run: async ({ report }) => {
        report({ messageId: 'any', aspect: 'a' })
        report({ messageId: 'any', aspect: 'a', severity: 'high' })
      },
    }),
    orgRule({
      meta: { ...meta, id: 'hostile/listed', summary: 'One finding for each person.', options },
      needs: { entities: { person: ['lastName'] } },
      run: async ({ query, connection, report }) => {
        const rows = await query('SELECT _object AS object, _id AS id FROM person')
        for (const { object, id } of rows) {
          const key = { connection, object: String(object), id: String(id) }
          report({ messageId: 'any', aspect: 'listed', records: [key] })
        }
      },
    }),
    rule('hostile/prints', (id, report) => {
      console.log('noise')
      report(seen(`${id} ${JSON.stringify(process.env)}`))
    }),
  ],
})
