import { describe, expect, it } from 'vitest'
import { listRecords } from '../../../../emulators/hubspot/store/record.ts'
import { seeded, valuesOf } from './account.ts'

describe('values that break careless readers', () => {
  const hostile = seeded(1500, { hostile: true })

  it('are as long as a property may be, in notes, messages and tickets', () => {
    for (const [type, name] of [
      ['notes', 'hs_note_body'],
      ['contacts', 'message'],
      ['tickets', 'content'],
    ] as const) {
      const lengths = valuesOf(hostile.db, type, name).map((one) => one?.length ?? 0)
      expect(Math.max(...lengths), name).toBe(65_536)
    }
  })

  it('are emoji, right-to-left texts, markup, tokens, leading zeros', () => {
    const all = [
      ...valuesOf(hostile.db, 'notes', 'hs_note_body'),
      ...valuesOf(hostile.db, 'contacts', 'lastname'),
      ...valuesOf(hostile.db, 'contacts', 'jobtitle'),
      ...valuesOf(hostile.db, 'contacts', 'message'),
    ].join('\n')
    for (const part of [
      '👩‍👩‍👧‍👦',
      'محمد',
      '{{ contact.firstname }}',
      '<script>',
      '=HYPERLINK',
      'null',
      '\u202E',
    ])
      expect(all, part).toContain(part)
    expect(
      valuesOf(hostile.db, 'contacts', 'customer_number').filter((one) => /^00/.test(one ?? '')).length,
    ).toBeGreaterThan(50)
  })

  it('are a thousand properties more, all of them in every fiftieth contact', () => {
    const { org: wide } = seeded(120, { customProperties: 1000 })
    const names = [...(wide.schema.properties.get('contacts')?.keys() ?? [])].filter((name) =>
      name.startsWith('custom_'),
    )
    expect(names).toHaveLength(1000)
    const filled = listRecords(wide, 'contacts', { limit: 200, archived: false }).map(
      ({ properties }) => Object.keys(properties).filter((name) => name.startsWith('custom_')).length,
    )
    expect(filled.filter((count) => count === 1000)).toHaveLength(3)
    expect(filled.filter((count) => count === 10)).toHaveLength(117)
  })
})

describe('options', () => {
  it('take a factor for what happens around the people', () => {
    const quiet = seeded(600, { activity: 0.2 }).counts
    const busy = seeded(600, { activity: 2 }).counts
    expect(quiet.contacts).toBe(busy.contacts)
    expect(quiet.rows.notes ?? 0).toBeLessThan((busy.rows.notes ?? 0) / 3)
  })

  it('work for a single person', () => {
    expect(seeded(1).counts.contacts).toBe(1)
  })
})
