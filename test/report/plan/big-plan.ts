import type { LinkAction, MergeAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import { draft, mergeAction, samplePlan } from '../../plan/files/sample-plan.ts'

/** Merges by two kinds of evidence, one linked group, groups left out for several reasons, and every warning. */
export function bigPlan(connection: Partial<PlanFile['connection']> = {}): PlanFile {
  const actions = Array.from({ length: 384 }, (_, index): MergeAction => {
    const id = (0x5a5a0000 + index).toString(16)
    return {
      ...mergeAction,
      id,
      group: `${id}00000001`,
      notes: [],
      undo: index < 17 ? mergeAction.undo : { kind: 'exact' },
      evidence: index < 211 ? mergeAction.evidence : { by: 'decision', file: 'groups.csv', who: 'ada' },
    }
  })
  const {
    losers,
    fields: _,
    outvoted: __,
    moves: ___,
    collisions: ____,
    kind: _____,
    ...common
  } = mergeAction
  const link: LinkAction = {
    ...common,
    kind: 'link-and-close',
    id: 'cccc0000',
    group: 'cccc000000000001',
    object: 'Opportunity',
    duplicates: losers,
    link: 'Duplicate_Of__c',
    set: { StageName: 'Closed Lost' },
    notes: [],
    undo: { kind: 'exact' },
  }
  const leftOut = ['dropped', 'lead-and-contact', 'two-protected', 'lead-and-contact'].map((code, index) => ({
    ...(draft.leftOut[0] as PlanFile['leftOut'][number]),
    group: `ffff00000000000${index}`,
    code,
    text: `Why ${index}.`,
  }))
  return samplePlan({
    connection: { ...draft.connection, ...connection },
    actions: [...actions, link],
    leftOut,
    radius: {
      ...draft.radius,
      scan: {
        groups: 389,
        planned: 385,
        inPart: 0,
        out: { dropped: 1, 'lead-and-contact': 2, 'two-protected': 1 },
      },
      merges: 384,
      before: 818,
      after: 384,
      linked: 1,
      moves: { 'Case.ContactId': 310, 'Task.WhoId': 1204, 'CampaignMember.ContactId': 39 },
      collisions: { 'CampaignMember.ContactId': 6 },
      fills: 612,
      outvoted: 31,
      optOutsKept: 23,
      suppressed: 4,
      hazards: [{ code: 'portal', text: 'The survivor is a portal user.', groups: 3 }],
      fires: [
        { object: 'Contact', type: 'flow', name: 'Welcome', on: ['update'] },
        { object: 'Contact', type: 'flow', name: 'Goodbye', on: ['delete'] },
        { object: 'Contact', type: 'trigger', name: 'Stamp', on: ['update'] },
        { object: 'Contact', type: 'validation', name: 'Level', on: ['update'] },
      ],
      systems: [{ name: 'Marketing Cloud', what: 'keeps contact ids and follows no merge.' }],
      blind: [{ what: 'Case', why: 'No View All on Case.' }],
      undo: { exact: 368, approximate: 17, impossible: 0, unknown: 0 },
      calls: { merge: 20, 're-read': 14, children: 140 },
      script: "Case m = new Case(Id = '500000000000001AAA');\nmerge m new Case(Id = '500000000000002AAA');",
    },
  })
}
