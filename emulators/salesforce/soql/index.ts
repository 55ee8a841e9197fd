export { type CompiledQuery, compileQuery, type QueryOptions } from './compile.ts'
export { cells, countRows, records } from './run.ts'
export type { Column } from './select.ts'
export type { JsonRecord } from './shape.ts'
