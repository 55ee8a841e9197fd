import { createHash } from 'node:crypto'
import { type Markup, markup, trusted } from './markup.ts'
import { style } from './style.ts'

/** The head of a page that asks nothing of the network; `script` is the only one that may run in it. */
export function pageHead(title: string, what: string, script?: string): Markup {
  const scripts = script === undefined ? '' : ` script-src ${hash(script)};`
  const policy = `default-src 'none'; style-src ${hash(style)};${scripts} base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(style)}</style></head><body>
<a class="skip" href="#main">Skip to the ${what}</a><div class="page">
`
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
