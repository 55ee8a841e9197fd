import { QUIET, type SObject } from './object.ts'

const WHO = 'Contact,Lead'
const WHAT = 'Account,Asset,Campaign,Case,Contract,Opportunity,Order,Product2,Membership__c'
const SUBJECTS = 'Call|Email|Send Letter|Send Quote|Other'
const RELATION_NOT = ['search', 'layout', 'undelete'] as const

export const activityObjects: readonly SObject[] = [
  {
    name: 'Task',
    prefix: '00T',
    label: 'Task',
    feed: true,
    fields: `
      WhoId ref:${WHO} kids=Tasks cascade "Name ID"
      WhatId ref:${WHAT} kids=Tasks cascade "Related To ID"
      RecordTypeId ref:RecordType
      Subject combobox name nogroup = ${SUBJECTS}
      ActivityDate date "Due Date Only"
      Status picklist ! default=Not_Started = Not Started|In Progress|Completed|Waiting on someone else|Deferred
      Priority picklist ! default=Normal = High|Normal|Low
      IsHighPriority boolean ro
      OwnerId ref:Group,User ! "Assigned To ID"
      Description textarea:32000
      @deleted
      AccountId ref:Account ro
      IsClosed boolean ro "Closed"
      @audit
      IsArchived boolean ro "Archived"
      CallDurationInSeconds int:8 "Call Duration"
      CallType picklist:40 restricted = Internal|Inbound|Outbound
      CallDisposition string:255 "Call Result"
      CallObject string:255
      ReminderDateTime datetime
      IsReminderSet boolean "Reminder Set"
      RecurrenceActivityId ref:Task ro kids=RecurringTasks
      IsRecurrence boolean once
      TaskSubtype picklist:40 once restricted default=Task = Task|Email|ListEmail|Call|LinkedIn
      CompletedDateTime datetime ro`,
    generated: { IsClosed: "Status = 'Completed'", IsHighPriority: "Priority = 'High'" },
    derived: {},
  },
  {
    name: 'Event',
    prefix: '00U',
    label: 'Event',
    fields: `
      WhoId ref:${WHO} kids=Events cascade "Name ID"
      WhatId ref:${WHAT} kids=Events cascade "Related To ID"
      RecordTypeId ref:RecordType
      Subject combobox name nogroup = Call|Email|Meeting|Send Letter/Quote|Other
      Location string:255
      IsAllDayEvent boolean "All-Day Event"
      ActivityDateTime datetime "Due Date Time"
      ActivityDate date "Due Date Only"
      DurationInMinutes int:8 "Duration"
      StartDateTime datetime
      EndDateTime datetime
      EndDate date ro
      Description textarea:32000
      AccountId ref:Account ro
      OwnerId ref:User ! "Assigned To ID"
      IsPrivate boolean "Private"
      ShowAs picklist:40 restricted default=Busy "Show Time As" = Busy|OutOfOffice|Free
      @deleted
      IsChild boolean ro
      IsGroupEvent boolean ro
      GroupEventType picklist:40 ro restricted default=0 = 0|1|2|3
      @audit
      IsArchived boolean ro "Archived"
      RecurrenceActivityId ref:Event ro rel=- kids=RecurringEvents
      IsRecurrence boolean once
      ReminderDateTime datetime
      IsReminderSet boolean "Reminder Set"
      RecurrenceStartDateTime datetime
      RecurrenceEndDateOnly date
      RecurrenceTimeZoneSidKey picklist:40 restricted
      RecurrenceType picklist:40 restricted = RecursDaily|RecursEveryWeekday|RecursMonthly|RecursMonthlyNth|RecursWeekly|RecursYearly|RecursYearlyNth
      RecurrenceInterval int:9
      RecurrenceDayOfWeekMask int:9
      RecurrenceDayOfMonth int:9
      RecurrenceInstance picklist:40 restricted = First|Second|Third|Fourth|Last
      RecurrenceMonthOfYear picklist:40 restricted = January|February|March|April|May|June|July|August|September|October|November|December
      IsRecurrence2Exclusion boolean ro
      Recurrence2PatternText textarea:512 once
      Recurrence2PatternVersion picklist:40 ro restricted = 1|2
      IsRecurrence2 boolean ro
      IsRecurrence2Exception boolean ro
      Recurrence2PatternStartDate datetime ro
      Recurrence2PatternTimeZone string:255 ro
      EventSubtype picklist:40 once restricted default=Event = Event`,
    generated: { EndDate: 'substr(EndDateTime, 1, 10)' },
  },
  {
    name: 'TaskRelation',
    prefix: '0RT',
    label: 'Task Relation',
    not: [...RELATION_NOT, 'replicate'],
    fields: `
      RelationId ref:Account,Asset,Campaign,Case,Contact,Contract,Lead,Opportunity,Order once kids=TaskRelations cascade
      TaskId ref:Task once kids=TaskRelations cascade
      IsWhat boolean
      @audit
      @deleted`,
  },
  {
    name: 'EventRelation',
    prefix: '0RE',
    label: 'Event Relation',
    not: RELATION_NOT,
    fields: `
      RelationId ref:Account,Asset,Campaign,Case,Contact,Contract,Lead,Opportunity,Order,User once kids=EventRelations cascade
      EventId ref:Event once kids=EventRelations cascade
      IsWhat boolean once
      IsParent boolean once
      IsInvitee boolean once
      AccountId ref:Account ro kids=none
      Status picklist:40 restricted default=New = New|Declined|Accepted|Uninvited|Maybe
      RespondedDate datetime
      Response string:255
      @audit
      @deleted`,
  },
  {
    name: 'EmailMessage',
    prefix: '02s',
    label: 'Email Message',
    not: ['layout'],
    fields: `
      ParentId ref:Case once kids=EmailMessages cascade "Case ID"
      ActivityId ref:Task once kids=none
      @audit
      TextBody textarea:131072
      HtmlBody textarea:131072
      Headers textarea:32000
      Subject string:3000 name nogroup
      FromName string:1000 nogroup
      FromAddress email
      ToAddress string:4000 nogroup
      CcAddress string:4000 nogroup
      BccAddress string:4000 nogroup
      Incoming boolean "Is Incoming"
      HasAttachment boolean ro
      Status picklist:40 ! restricted default=0 = 0|1|2|3|4|5|6
      MessageDate datetime
      @deleted
      ReplyToEmailMessageId ref:EmailMessage once kids=none
      IsExternallyVisible boolean
      MessageIdentifier string:765 once
      ThreadIdentifier string:765 once
      IsClientManaged boolean once
      RelatedToId ref:Account,Campaign,Case,Contract,Opportunity,Order kids=Emails
      IsTracked boolean once
      IsOpened boolean ro
      FirstOpenedDate datetime
      LastOpenedDate datetime
      IsBounced boolean ro`,
  },
  {
    name: 'EmailMessageRelation',
    prefix: '0Eo',
    label: 'Email Message Relation',
    not: [...QUIET, 'undelete'],
    fields: `
      EmailMessageId ref:EmailMessage ! once kids=EmailMessageRelations cascade
      RelationId ref:Contact,Lead,User once kids=EmailMessageRelations cascade
      RelationType picklist:40 ! once restricted = ToAddress|CcAddress|BccAddress|FromAddress|OtherAddress
      RelationAddress string:4000 once nogroup
      RelationObjectType string:80 ro
      @audit
      @deleted`,
  },
]
