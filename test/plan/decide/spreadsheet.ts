import { parse } from 'csv-parse/sync'
import { type Proposal, type ReviewContext, writeReview } from '../../../src/plan/decide/index.ts'
import type { Candidate } from '../../../src/plan/group/group.ts'

/** The cells of a review, header first, as a person sees them in a spreadsheet. */
export type Sheet = string[][]

export async function exported(
  candidates: readonly Candidate[],
  context: Partial<ReviewContext> = {},
  proposals: readonly Proposal[] = candidates.map(({ members }) => ({
    survivor: members[0]?.key.id ?? null,
    chosen: 'oldest',
  })),
): Promise<string> {
  const chunks = await Array.fromAsync(writeReview(candidates, proposals, { run: 31, ...context }))
  return chunks.join('')
}

export function sheetOf(text: string): Sheet {
  return parse(text, { bom: true })
}

/** What a person types: by record id, column by column. */
export type Marks = Readonly<Record<string, Readonly<Record<string, string>>>>

export function marked(sheet: Sheet, marks: Marks): Sheet {
  const [header = [], ...rows] = sheet
  const id = header.indexOf('id')
  return [
    header,
    ...rows.map((row) => row.map((cell, at) => marks[row[id] ?? '']?.[header[at] ?? ''] ?? cell)),
  ]
}

export function saved(sheet: Sheet, { separator = ',', end = '\n', mark = '' } = {}): string {
  const lines = sheet.map((row) =>
    row.map((cell) => (/[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator),
  )
  return mark + lines.map((line) => line + end).join('')
}
