import { differing } from '../scenarios/foreign-client.ts'

/** The first rows in which an org is not what an undisturbed run left. */
export function missing(is: readonly string[], was: readonly string[]): readonly string[] {
  return differing(is, was).map((line) => `org: ${line}`)
}
