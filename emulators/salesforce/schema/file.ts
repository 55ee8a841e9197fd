import { QUIET, type SObject } from './object.ts'

const ANY =
  'Account,Asset,Campaign,Case,Contact,Contract,Event,Lead,Membership__c,Opportunity,Order,Product2,Task'

export const fileObjects: readonly SObject[] = [
  {
    name: 'FeedItem',
    prefix: '0D5',
    label: 'Feed Item',
    not: ['layout', 'undelete'],
    fields: `
      ParentId ref:Account,Asset,Campaign,Case,Contact,Contract,Event,Lead,Membership__c,Opportunity,Order,Product2,Task,User ! once cascade
      Type picklist:40 once restricted default=TextPost = TextPost|ContentPost|LinkPost|TrackedChange|CreateRecordEvent
      CreatedById ref:User ! ro
      CreatedDate datetime ! ro
      @deleted
      LastModifiedDate datetime ! ro
      @modstamp
      Revision int:9 late
      LastEditById ref:User ro kids=none
      LastEditDate datetime ro
      CommentCount int:9 ro
      LikeCount int:9 ro
      Title string:255 nofilter
      Body textarea:10000
      LinkUrl url nofilter
      IsRichText boolean
      RelatedRecordId ref:ContentVersion once kids=none
      InsertedById ref:User ro kids=none
      Status picklist:40 late restricted default=Published = Published|PendingReview|Draft`,
  },
  {
    name: 'Note',
    prefix: '002',
    label: 'Note',
    not: ['layout'],
    fields: `
      @deleted
      ParentId ref:Account,Asset,Contact,Contract,Lead,Membership__c,Opportunity,Order,Product2 ! once kids=Notes cascade
      Title string:80 ! name
      IsPrivate boolean "Private"
      Body textarea:32000
      OwnerId ref:User !
      @audit`,
  },
  {
    name: 'Attachment',
    prefix: '00P',
    label: 'Attachment',
    not: ['layout'],
    fields: `
      @deleted
      ParentId ref:${ANY} ! once kids=Attachments cascade
      Name string:255 ! name
      IsPrivate boolean "Private"
      ContentType string:120
      BodyLength int:9 ro
      Body base64 !
      OwnerId ref:User !
      @audit
      Description string:500`,
    generated: { BodyLength: "length(Body) * 3 / 4 - (length(Body) - length(rtrim(Body, '=')))" },
  },
  {
    name: 'ContentDocument',
    prefix: '069',
    label: 'Content Document',
    not: ['create', 'layout'],
    fields: `
      CreatedById ref:User ! ro
      CreatedDate datetime ! ro
      LastModifiedById ref:User ! ro
      LastModifiedDate datetime ! ro
      IsArchived boolean late
      @deleted
      OwnerId ref:User !
      @modstamp
      Title string:255 ! name
      PublishStatus picklist:40 ro restricted default=R = P|R|U
      LatestPublishedVersionId ref:ContentVersion ro kids=none
      ParentId ref:Account ro rel=- kids=none
      @viewed
      Description textarea:1000
      ContentSize int:9 ro
      FileType string:20 ro
      FileExtension string:40 ro`,
  },
  {
    name: 'ContentVersion',
    prefix: '068',
    label: 'Content Version',
    not: ['delete', 'layout'],
    fields: `
      ContentDocumentId ref:ContentDocument once kids=ContentVersions cascade
      IsLatest boolean ro
      ContentUrl url once
      VersionNumber string:20 ro
      Title string:255 name
      Description textarea:1000
      ReasonForChange string:1000 nogroup
      SharingOption picklist:40 restricted default=A = A|R
      PathOnClient string:500 once
      @deleted
      OwnerId ref:User !
      ContentModifiedDate datetime ro
      FileType string:20 ro
      PublishStatus picklist:40 ro restricted default=R = P|R|U
      VersionData base64
      ContentSize int:9 ro
      FileExtension string:40 ro
      FirstPublishLocationId ref:${ANY} once
      Origin picklist:40 once restricted default=C = C|H
      Checksum string:50 ro
      @audit`,
  },
  {
    name: 'ContentDocumentLink',
    prefix: '06A',
    label: 'Content Document Link',
    not: ['search', 'layout', 'undelete'],
    fields: `
      LinkedEntityId ref:Account,Asset,Campaign,Case,Contact,Contract,Event,Lead,Membership__c,Opportunity,Order,Product2,Task,User ! once kids=ContentDocumentLinks cascade
      ContentDocumentId ref:ContentDocument ! once kids=ContentDocumentLinks cascade
      @deleted
      @modstamp
      ShareType picklist:40 restricted default=V = V|C|I
      Visibility picklist:40 restricted default=AllUsers = AllUsers|InternalUsers|SharedUsers`,
  },
  {
    name: 'Topic',
    prefix: '0TO',
    label: 'Topic',
    not: ['layout', 'undelete', 'replicate', 'trigger'],
    fields: `
      Name string:150 ! name
      Description textarea:1000
      CreatedDate datetime ! ro
      CreatedById ref:User ! ro
      TalkingAbout int:9 ro
      @modstamp`,
  },
  {
    name: 'TopicAssignment',
    prefix: '0Tc',
    label: 'Topic Assignment',
    not: [...QUIET, 'update', 'undelete'],
    fields: `
      TopicId ref:Topic ! once kids=TopicAssignments cascade
      EntityId ref:${ANY} ! once kids=TopicAssignments cascade
      EntityKeyPrefix string:3 ro
      EntityType string:40 ro
      CreatedDate datetime ! ro
      CreatedById ref:User ! ro
      @deleted
      @modstamp`,
    generated: { EntityKeyPrefix: 'substr(EntityId, 1, 3)' },
  },
  {
    name: 'EntitySubscription',
    prefix: '0E8',
    label: 'Entity Subscription',
    not: [...QUIET, 'update', 'undelete', 'replicate'],
    fields: `
      ParentId ref:Account,Asset,Campaign,Case,Contact,Contract,Event,Lead,Membership__c,Opportunity,Order,Product2,Task,User ! once kids=FeedSubscriptionsForEntity cascade
      SubscriberId ref:User ! once kids=FeedSubscriptions cascade
      CreatedById ref:User ! ro
      CreatedDate datetime ! ro
      @deleted`,
  },
]
