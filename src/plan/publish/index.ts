/** What commands use of groups that people judge in the CRM. */
export { type Collected, type CollectOutcome, collectVerdicts } from './collect.ts'
export { type PublishOffer, type PublishOutcome, publishGroups } from './publish.ts'
export { type WithdrawOffer, type WithdrawOutcome, withdrawGroups } from './withdraw.ts'
