import { wantsColour } from './env.ts'

/** How wide and whether in colour a plan is shown here. */
export function planView(): { readonly width: number; readonly colour: boolean } {
  return {
    width: Math.min(process.stdout.columns ?? 80, 120),
    colour: process.stdout.isTTY === true && wantsColour(process.stdout),
  }
}
