/** What commands and other rooms use of deciding. */
export { type CandidateRead, type CandidatesRequest, readCandidates } from './candidates.ts'
export { type Decisions, decide, orderForReview, type PersonsWord } from './decide.ts'
export { policyEvidence } from './policy-evidence.ts'
export { readReviewText } from './review-file.ts'
export { type ReviewOptions, type ReviewRead, readReview } from './review-read.ts'
export { type Proposal, type ReviewContext, writeReview } from './review-write.ts'
export { sampleGroups, sampleText } from './sample.ts'
export {
  type Chosen,
  decideByPolicy,
  decideByScore,
  type FromScore,
  fromScore,
  noLabelEvidence,
  type ScorePolicy,
} from './ways.ts'
