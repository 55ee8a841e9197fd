import type { RecordKey } from '../../src/kit/index.ts'
import type { Label, LabelWord } from '../../src/labels/labels-file.ts'
import { type BoundSample, type Ledger, sampleId } from '../../src/labels/ledger.ts'
import { groupId } from '../../src/match/groups.ts'

export function key(id: string): RecordKey {
  return { connection: 'acme', object: 'Contact', id }
}

/** The nth group of two, or of more, of a sample. */
export function unitOf(
  nth: number,
  members = 2,
): { readonly id: string; readonly keys: readonly RecordKey[] } {
  const keys = Array.from({ length: members }, (_, at) => key(`u${nth}-${at}`))
  return { id: groupId(keys.map((one) => ({ key: one }))), keys }
}

export function sampleOf(size: number, more: Partial<BoundSample> = {}): BoundSample {
  const sample = {
    rule: 'duplicates/people',
    connection: 'acme',
    drawnAt: '2026-10-01T00:00:00.000Z',
    seed: 1,
    ruleHash: '0123456789abcdef',
    modelHash: '0123456789abcdef',
    dataHash: '0123456789abcdef',
    records: 10_000,
    revision: '2026-09-30T00:00:00.000Z',
    from: 0.99,
    band: { groups: 2000, levels: { name: { same: 0.8, nickname: 0.2 }, email: { same: 1 } } },
    model: { prior: -13, weights: { name: { same: 9, nickname: 6, different: -8 }, email: { same: 11 } } },
    units: Array.from({ length: size }, (_, nth) => unitOf(nth).id),
    ...more,
  }
  return { ...sample, id: sampleId(sample) }
}

export function ledgerOf(...samples: readonly BoundSample[]): Ledger {
  return { format: 'crm-steward/labels', version: 1, samples: [...samples], looks: [] }
}

/** What a person said about the first groups of a sample. */
export function labelsOf(sample: BoundSample, said: readonly LabelWord[]): readonly Label[] {
  return said.map((label, nth) => {
    const { id, keys } = unitOf(nth)
    const [a, b] = [keys[0] ?? key('a'), keys[1] ?? key('b')]
    return { a, b, label, for: 'bound', sample: sample.id, unit: id }
  })
}

export function times(count: number, word: LabelWord): readonly LabelWord[] {
  return new Array<LabelWord>(count).fill(word)
}
