const leftOutWords: Readonly<Record<string, string>> = {
  dropped: 'dropped by a person',
  apart: 'not the same, by a decision',
  'no-evidence': 'without sufficient evidence',
  gone: 'with a record that is gone',
  changed: 'changed since the scan',
  overlap: 'with a record of another group',
  'too-large': 'with too many records',
  'too-many-children': 'with too much hanging on them',
  'over-limit': 'over the limit of one plan',
  'not-mergeable': 'of an object without a merge',
  'not-preservable': 'of an object that cannot be taken over',
  'linked-already': 'linked already',
  'two-counterparts': 'in sync with two records of another CRM',
}

/** Why a group is in no plan, in a few words. */
export function codeText(code: string): string {
  return leftOutWords[code] ?? code.replaceAll('-', ' ')
}
