import { z } from 'zod'

export const QueryPage = z.object({
  totalSize: z.number(),
  done: z.boolean(),
  /** A path of the same org: followed elsewhere, it would hand the token over. */
  nextRecordsUrl: z
    .string()
    .regex(/^\/services\/data\/[\w./-]+$/)
    .optional(),
  records: z.array(z.record(z.string(), z.unknown())),
})
export type QueryPage = z.infer<typeof QueryPage>

/** Path of a query; `all` sees deleted records too. */
export function queryPath(soql: string, all = false): string {
  return `/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`
}

export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** `2026-11-22T10:00:00.000Z`: SOQL takes date times without quotes. */
export function dateTime(at: Date): string {
  return at.toISOString()
}
