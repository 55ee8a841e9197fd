/** What commands and other rooms use of deciding. */
export { type CandidateRead, readCandidates } from './candidates.ts'
export { decide, orderForReview, type PersonsWord } from './decide.ts'
export { labelBounds } from './label-evidence.ts'
export { policyEvidence } from './policy-evidence.ts'
export { readReviewText } from './review-file.ts'
export { type ReviewOptions, readReview } from './review-read.ts'
export { type Proposal, type ReviewContext, writeReview } from './review-write.ts'
export { sampleGroups, sampleText } from './sample.ts'
export {
  decideByPolicy,
  decideByScore,
  fromScore,
} from './ways.ts'
