import { figure, percent } from '../../text/words.ts'
import { type Markup, markup, nothing } from './markup.ts'

export interface Bar {
  readonly label: string
  readonly value: number
  /** Set apart: what is unknown, or what did not fit. */
  readonly rest?: boolean
}

/** Bars beside their figures: chart and data table in one. */
export function barTable(title: string, note: string, unit: string, bars: readonly Bar[]): Markup {
  if (bars.length === 0) return nothing
  const most = Math.max(...bars.map(({ value }) => value), 1)
  const total = bars.reduce((all, { value }) => all + value, 0)
  return markup`<figure><table class="bars"><caption>${title} <span>${note}</span></caption>
<thead class="unseen"><tr><th scope="col">${title}</th><th scope="col">share</th><th scope="col">${unit}</th></tr></thead><tbody>${bars.map(
    ({ label, value, rest }) =>
      markup`<tr${rest === true ? markup` class="rest"` : nothing}><th scope="row">${label}</th><td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${percent(total === 0 ? 0 : value / total)}"><rect class="bar" width="${share(value, most)}" height="10" rx="1"/></svg></td><td class="number">${figure(value)}</td></tr>`,
  )}</tbody></table></figure>`
}

function share(value: number, most: number): string {
  return value === 0 ? '0' : Math.max(0.6, (100 * value) / most).toFixed(1)
}

const height = 190
const floor = 160
const ceiling = 22

/** Columns along an axis (months, steps of a score), with the same figures in a table that unfolds. */
export function columnChart(
  id: string,
  title: string,
  note: string,
  unit: string,
  bars: readonly Bar[],
  all = false,
): Markup {
  if (bars.length === 0) return nothing
  const width = all ? 720 : 520
  const most = Math.max(...bars.map(({ value }) => value), 1)
  const peak = bars.find(({ value }) => value === most)
  const step = width / bars.length
  const every = Math.ceil(bars.length / (all ? 7 : 5))
  const columns = bars.map(({ label, value }, index) => {
    const tall = ((floor - ceiling) * value) / most
    const left = index * step + step * 0.14
    const middle = (index + 0.5) * step
    const bar =
      value === 0
        ? nothing
        : markup`<rect class="bar" x="${left.toFixed(1)}" y="${(floor - tall).toFixed(1)}" width="${(step * 0.72).toFixed(1)}" height="${tall.toFixed(1)}" rx="2"/>`
    const peakText =
      value === most
        ? markup`<text class="value" x="${middle.toFixed(1)}" y="${(floor - tall - 6).toFixed(1)}" text-anchor="middle">${figure(value)}</text>`
        : nothing
    const [x, anchored] = labelPlace(index, bars.length, step)
    return markup`${bar}${peakText}${index % every === 0 ? markup`<text x="${x}" y="${floor + 20}" text-anchor="${anchored}">${label}</text>` : nothing}`
  })
  const description = `${title}: ${figure(bars.length)} columns; the highest is ${peak?.label ?? ''} with ${figure(most)} ${unit}.`
  return markup`<figure${all ? markup` class="all"` : nothing}><figcaption id="${id}">${title} <span>${note}</span></figcaption>
<svg class="columns${all ? ' broad' : ''}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}"><line x1="0" x2="${width}" y1="${floor}" y2="${floor}"/>${columns}</svg>
<details class="data"><summary>Figures: ${title.toLowerCase()}</summary><table aria-labelledby="${id}"><thead><tr><th scope="col">${title}</th><th scope="col" class="number">${unit}</th></tr></thead><tbody>${bars.map(
    ({ label, value }) =>
      markup`<tr><th scope="row">${label}</th><td class="number">${figure(value)}</td></tr>`,
  )}</tbody></table></details></figure>`
}

/** Labels at the edges stay inside the picture. */
function labelPlace(index: number, count: number, step: number): readonly [string, string] {
  if (count > 1 && index === 0) return ['0', 'start']
  if (count > 1 && index === count - 1) return [(count * step).toFixed(1), 'end']
  return [((index + 0.5) * step).toFixed(1), 'middle']
}

/** Weight of evidence to both sides of a middle line; `most` fills one side. */
export function weightBar(weight: number, most: number): Markup {
  const length = Math.min(50, (50 * Math.abs(weight)) / Math.max(most, 1))
  const left = weight < 0 ? 50 - length : 50
  return markup`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><line x1="50" x2="50" y1="0" y2="10"/><rect class="${weight < 0 ? 'against' : 'for'}" x="${left.toFixed(1)}" width="${length.toFixed(1)}" height="10" rx="1"/></svg>`
}

/** Shares of one whole as one bar; the words beside it say the same. */
export function stackedBar(
  title: string,
  parts: readonly { readonly name: string; readonly value: number }[],
): Markup {
  const total = parts.reduce((all, { value }) => all + value, 0)
  if (total === 0) return nothing
  let left = 0
  const rects = parts.map(({ name, value }) => {
    const x = left
    left += (100 * value) / total
    return markup`<rect class="${name}" x="${x.toFixed(2)}" width="${Math.max(0, (100 * value) / total - 0.25).toFixed(2)}" height="4"/>`
  })
  const words = parts.filter(({ value }) => value > 0).map(({ name, value }) => `${figure(value)} ${name}`)
  return markup`<figure class="stack"><svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${title}: ${words.join(', ')}">${rects}</svg>
<ul aria-hidden="true">${parts.filter(({ value }) => value > 0).map(({ name, value }) => markup`<li><span class="badge ${name}">${name}</span> ${figure(value)}</li>`)}</ul></figure>`
}
