import { day } from '../../population/calendar.ts'
import type { Random } from '../../population/random.ts'
import { type Properties, type Seeding, stamp, stream } from './seeding.ts'

const sources = [
  'DIRECT_TRAFFIC',
  'ORGANIC_SEARCH',
  'EMAIL_MARKETING',
  'REFERRALS',
  'PAID_SEARCH',
  'OFFLINE',
] as const
const forms = ['Contact us', 'Newsletter sign-up', 'Download: price list', 'Webinar registration'] as const

/** Until when somebody was last heard of: a third are stale, and one in eight was never heard of at all. */
function heardUntil(seeding: Seeding, since: number, source: Random): number | null {
  const { asOf } = seeding.world.calendar
  if (source.chance(0.125)) return null
  return source.chance(0.35) ? Math.max(since, asOf - 400 * day - source.int(500) * day) : asOf
}

/** Visits, forms and marketing e-mail; what follows from logged activities is the account's own doing. */
export function engagementOf(seeding: Seeding, row: number, email: string): Properties {
  const { world } = seeding
  const source = stream(world, 110, row)
  const since = world.peopleSince(row)
  const until = heardUntil(seeding, since, source)
  const origin = source.skewed(sources)
  if (until === null) return { hs_analytics_source: 'OFFLINE', hs_analytics_num_visits: '0' }
  const at = (from: number) => world.calendar.between(from, until, source)
  const visits = Math.floor(source.next() ** 3 * 30)
  const visited = visits === 0 ? null : at(since)
  const mail = email === '' ? {} : mailing(source, since, until, at)
  const submitted = source.chance(0.35) ? at(since) : null
  const form = source.skewed(forms)
  const latest = Math.max(visited ?? 0, submitted ?? 0, Date.parse(mail.hs_email_last_open_date ?? '') || 0)
  return {
    ...mail,
    hs_analytics_source: origin,
    hs_latest_source: source.skewed(sources),
    hs_analytics_num_visits: String(visits),
    hs_analytics_num_page_views: visits === 0 ? null : String(visits * (1 + source.int(5))),
    hs_analytics_first_timestamp: visited === null ? null : stamp(since),
    hs_analytics_last_timestamp: moment(visited),
    hs_analytics_last_visit_timestamp: moment(visited),
    first_conversion_date: moment(submitted),
    first_conversion_event_name: submitted === null ? null : form,
    recent_conversion_date: moment(submitted),
    recent_conversion_event_name: submitted === null ? null : form,
    num_conversion_events: submitted === null ? null : String(1 + source.int(3)),
    num_unique_conversion_events: submitted === null ? null : '1',
    hs_last_sales_activity_timestamp: latest === 0 ? null : stamp(latest),
    hs_sequences_is_enrolled: source.chance(0.02) ? 'true' : null,
    currentlyinworkflow: source.chance(0.06) ? 'true' : null,
  }
}

function moment(at: number | null): string | null {
  return at === null ? null : stamp(at)
}

function mailing(
  source: Random,
  since: number,
  until: number,
  at: (from: number) => number,
): Record<string, string | null> {
  if (source.chance(0.3)) return {}
  const delivered = 1 + Math.floor(source.next() ** 2 * 40)
  const opened = Math.floor(source.next() ** 1.5 * delivered)
  const clicked = Math.floor(source.next() ** 3 * opened)
  const sent = at(since)
  const read = opened === 0 ? null : Math.min(until, sent + source.int(3 * day))
  return {
    hs_email_delivered: String(delivered),
    hs_email_open: String(opened),
    hs_email_click: String(clicked),
    hs_email_first_send_date: stamp(Math.min(sent, since + day)),
    hs_email_last_send_date: stamp(sent),
    hs_email_last_open_date: moment(read),
    hs_email_last_click_date: clicked === 0 ? null : moment(read),
    hs_email_last_reply_date: source.chance(0.05) ? moment(read) : null,
    hs_email_sends_since_last_engagement: String(opened === 0 ? delivered : source.int(5)),
  }
}
